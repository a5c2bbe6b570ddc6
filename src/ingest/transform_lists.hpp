// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/transform_kind.hpp"

#include <functional>
#include <nlohmann/json_fwd.hpp>

namespace colophon::ingest {

/// An aspect that is in the main a list of associations: owners, tags, terms, domains.
struct ListAspect {
    std::string_view name;                   ///< as in `globalTags`
    const char* member;                      ///< the list, as in `tags`
    std::vector<std::string_view> urn_types; ///< what may stand in it
    std::string_view entity_name;            ///< for messages: `a tag`
    nlohmann::json (*identity)(
        const nlohmann::json& element); ///< equal for elements that are the same; null where nothing is added
                                        ///< to the list as a whole
    const char* stamp;                  ///< a member that stays as the source said it; null: none
    std::string_view default_stamp;     ///< its JSON where the source said none
};

/// Which values an entity gets.
using ValuesOf = std::function<std::vector<std::string>(const Urn& urn)>;

/// What `simple_add_…` and `pattern_add_…` do: adds elements made of the values, each once; of two that are
/// the same the later one counts. An entity that gets none is left as it is, unless its own are to be
/// replaced.
MadeTransformer make_list_transformer(const TransformConfig& config, const ListAspect& aspect,
                                      ValuesOf values,
                                      const std::function<nlohmann::json(const std::string& value)>& element,
                                      std::vector<std::string> entity_types);

/// The values of the option `list`, or of the rules where it is empty, checked to be URNs of the aspect's
/// types.
Result<ValuesOf> checked_values(const TransformConfig& config, const ListAspect& aspect,
                                std::string_view list);

/// The option `entity_types`, checked to carry the aspect; `usual` where it is not given.
Result<std::vector<std::string>> checked_entity_types(const TransformConfig& config, const ListAspect& aspect,
                                                      std::vector<std::string> usual);

/// Refuses (invalid_argument) what is not a URN of one of the types.
Result<> check_urn(const std::string& text, const std::vector<std::string_view>& types,
                   std::string_view entity_name, const std::string& path);

} // namespace colophon::ingest
