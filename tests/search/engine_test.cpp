// SPDX-License-Identifier: Apache-2.0
#include "search/answers_contract.hpp"
#include "search/columns_and_pages_contract.hpp"
#include "search/engine.hpp"
#include "search/hostile_documents.hpp"
#include "search/hostile_requests.hpp"
#include "search/readings_contract.hpp"
#include "search/search_index_contract.hpp"
#include "search/search_index_facets.hpp"
#include "search/search_index_hostile.hpp"
#include "search/suggest_contract.hpp"
#include "search/synonyms_contract.hpp"
#include "search/typo_contract.hpp"

namespace colophon::search {

INSTANTIATE_TEST_SUITE_P(Engine, SearchIndexContract, testing::Values([] { return open_engine({}); }));
INSTANTIATE_TEST_SUITE_P(Engine, SearchIndexFacets, testing::Values([] { return open_engine({}); }));
INSTANTIATE_TEST_SUITE_P(Engine, SearchIndexHostile, testing::Values([] { return open_engine({}); }));

INSTANTIATE_TEST_SUITE_P(Engine, SuggestContract, testing::Values([] { return open_engine({}); }));
INSTANTIATE_TEST_SUITE_P(Engine, ColumnsAndPagesContract, testing::Values([] { return open_engine({}); }));

INSTANTIATE_TEST_SUITE_P(Engine, TypoContract, testing::Values([] { return open_engine({}); }));

} // namespace colophon::search
