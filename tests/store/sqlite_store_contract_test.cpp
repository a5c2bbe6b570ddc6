// SPDX-License-Identifier: Apache-2.0
#include "store/catalog_store_contract.hpp"
#include "store/contract_graph.hpp"
#include "store/contract_pipelines.hpp"
#include "store/contract_reading.hpp"
#include "store/contract_runs.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

namespace colophon::store::test {

namespace {

class SqliteKind {
public:
    std::unique_ptr<CatalogStore> open(std::uint64_t history)
    {
        return open_sqlite_store({directory_ / "data", history, 2});
    }

private:
    TempDir directory_;
};

} // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, CatalogStoreWriting, SqliteKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, CatalogStoreReading, SqliteKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, CatalogStoreGraph, SqliteKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, CatalogStorePipelines, SqliteKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, CatalogStoreRuns, SqliteKind);

} // namespace colophon::store::test
