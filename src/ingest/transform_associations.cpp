// SPDX-License-Identifier: Apache-2.0
#include "core/substitution.hpp"
#include "ingest/transform_lists.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

/// Tags, glossary terms and domains.
namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;
using Standing = Option::Standing;

json tag_identity(const json& association)
{
    return association.value("tag", json());
}

json term_identity(const json& association)
{
    return association.value("urn", json());
}

json domain_identity(const json& domain)
{
    return domain;
}

json tag_element(const std::string& urn)
{
    return {{"tag", urn}};
}

json term_element(const std::string& urn)
{
    return {{"urn", urn}};
}

json domain_element(const std::string& urn)
{
    return urn;
}

const ListAspect tags{"globalTags", "tags", {"tag"}, "a tag", &tag_identity, nullptr, {}};
/// The stamp has no time, so that a second run says the same.
const ListAspect terms{"glossaryTerms",
                       "terms",
                       {"glossaryTerm"},
                       "a glossary term",
                       &term_identity,
                       "auditStamp",
                       R"({"actor":"urn:li:corpuser:etl","time":0})"};
const ListAspect domains{"domains", "domains", {"domain"}, "a domain", &domain_identity, nullptr, {}};

const std::vector<std::string> datasets{"dataset"};
const std::vector<std::string> of_all{"dataset", "container", "dataJob", "dataFlow", "chart", "dashboard"};

constexpr Option domain_list_option{.name = "domains",
                                    .type = Type::list,
                                    .help = "URNs of domains; a name is not looked up.",
                                    .required = true};
constexpr Option on_conflict_option{.name = "on_conflict",
                                    .type = Type::choice,
                                    .fallback = "DO_UPDATE",
                                    .help = "semantics: PATCH keeps the domains that the catalog has",
                                    .choices = "DO_UPDATE|DO_NOTHING",
                                    .standing = Standing::refused};
constexpr Option is_container_option{
    .name = "is_container",
    .type = Type::boolean,
    .fallback = "false",
    .help = "containers get their domains from their datasets through the server there; name them in "
            "pattern_add_domain with entity_types: [container]",
    .standing = Standing::refused};
constexpr Option domain_rules_option = rules_option(
    "domain_pattern.rules", "Regular expressions on the entity's URN, and the domains' URNs they stand for.");

constexpr std::array simple_tags_options{
    Option{.name = "tag_urns", .type = Type::list, .help = "URNs of tags.", .required = true},
    replace_existing_option, semantics_option};
constexpr std::array pattern_tags_options{
    rules_option("tag_pattern.rules",
                 "Regular expressions on the dataset's URN, and the tags they stand for."),
    first_match_option("tag_pattern.first_match_only"), replace_existing_option, semantics_option};
constexpr std::array simple_terms_options{
    Option{.name = "term_urns", .type = Type::list, .help = "URNs of glossary terms.", .required = true},
    replace_existing_option, semantics_option};
constexpr std::array pattern_terms_options{
    rules_option("term_pattern.rules",
                 "Regular expressions on the dataset's URN, and the terms they stand for."),
    first_match_option("term_pattern.first_match_only"), replace_existing_option, semantics_option};
constexpr std::array simple_domain_options{domain_list_option, replace_existing_option, semantics_option,
                                           on_conflict_option, entity_types_option};
constexpr std::array simple_dataset_domain_options{domain_list_option, replace_existing_option,
                                                   semantics_option, on_conflict_option,
                                                   pinned_entity_types_option};
constexpr std::array pattern_domain_options{
    domain_rules_option,     first_match_option("domain_pattern.first_match_only"),
    replace_existing_option, semantics_option,
    is_container_option,     entity_types_option};
constexpr std::array pattern_dataset_domain_options{
    domain_rules_option,     first_match_option("domain_pattern.first_match_only"),
    replace_existing_option, semantics_option,
    is_container_option,     pinned_entity_types_option};
constexpr std::array extract_tags_options{
    Option{.name = "extract_tags_regex",
           .help = "What its first group catches in the dataset's name becomes a tag.",
           .required = true},
    Option{.name = "extract_tags_from",
           .type = Type::choice,
           .fallback = "urn",
           .help = "Where to look.",
           .choices = "urn"},
    replace_existing_option, semantics_option};
constexpr std::array domain_mapping_options{
    Option{.name = "domain_mapping",
           .type = Type::map,
           .help = "Names of tags and the URNs of the domains they stand for.",
           .required = true},
    Option{.name = "replace_existing",
           .type = Type::boolean,
           .fallback = "false",
           .help = "mapped domains take the place of the source's in any case",
           .standing = Standing::ineffective},
    semantics_option};

using Element = json (*)(const std::string& urn);

MadeTransformer add(const TransformConfig& config, const ListAspect& aspect, std::string_view list,
                    Element element, const std::vector<std::string>& entity_types)
{
    auto values = checked_values(config, aspect, list);
    if (!values)
        return tl::unexpected(values.error());
    return make_list_transformer(config, aspect, std::move(*values), element, entity_types);
}

MadeTransformer add_domain_of_any(const TransformConfig& config, std::string_view list)
{
    auto types = checked_entity_types(config, domains, of_all);
    if (!types)
        return tl::unexpected(types.error());
    return add(config, domains, list, &domain_element, *types);
}

MadeTransformer extract_tags(const TransformConfig& config)
{
    auto extraction = Extraction::make(config.settings.text("extract_tags_regex"));
    if (!extraction)
        return tl::unexpected(config.refusal(extraction.error().what(), "extract_tags_regex"));
    const ValuesOf values = [extract = std::move(*extraction)](const Urn& urn) {
        const std::vector<std::string> members = urn.members();
        const auto found = members.size() == 3 ? extract(members[1]) : std::nullopt;
        return found ? std::vector{Urn::of("tag", {*found}).str()} : std::vector<std::string>();
    };
    return make_list_transformer(config, tags, values, &tag_element, datasets);
}

/// The domains that the entity's tags stand for, in the order of the tags.
json mapped_domains(EntityGroup& group, const std::vector<std::pair<std::string, std::string>>& mapping)
{
    json found = json::array();
    const EntityGroup::Write* write = group.find("globalTags");
    if (write == nullptr || write->change == ChangeType::remove)
        return found;
    const json document = json::parse(write->aspect.json, nullptr, false);
    if (!document.is_object())
        return found;
    for (const json& association : document.value("tags", json::array())) {
        const auto tag = Urn::parse(association.value("tag", std::string()));
        const auto row = std::ranges::find_if(
            mapping, [&](const auto& pair) { return tag && tag->members().front() == pair.first; });
        if (row != mapping.end() && std::ranges::find(found, json(row->second)) == found.end())
            found.push_back(row->second);
    }
    return found;
}

MadeTransformer map_tags_to_domains(const TransformConfig& config)
{
    const auto mapping = config.settings.map("domain_mapping");
    for (const auto& [tag, domain] : mapping)
        if (auto checked = check_urn(domain, domains.urn_types, domains.entity_name,
                                     config.where + ".domain_mapping." + tag);
            !checked)
            return tl::unexpected(checked.error());
    AspectChange change{"domains", datasets, true, config.merges(), {}};
    change.change = [mapping](EntityGroup& group, json& document) {
        json mapped = mapped_domains(group, mapping);
        if (mapped.empty())
            return false;
        document = {{"domains", std::move(mapped)}};
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

constexpr std::array<TransformKind, 10> kinds{{
    {{"simple_add_dataset_tags", "Adds tags to every dataset.", simple_tags_options},
     [](const TransformConfig& config) { return add(config, tags, "tag_urns", &tag_element, datasets); }},
    {{"pattern_add_dataset_tags", "Adds tags by the dataset's URN.", pattern_tags_options},
     [](const TransformConfig& config) { return add(config, tags, {}, &tag_element, datasets); }},
    {{"extract_dataset_tags", "Makes a tag of a part of the dataset's name.", extract_tags_options},
     &extract_tags},
    {{"simple_add_dataset_terms", "Adds glossary terms to every dataset.", simple_terms_options},
     [](const TransformConfig& config) { return add(config, terms, "term_urns", &term_element, datasets); }},
    {{"pattern_add_dataset_terms", "Adds glossary terms by the dataset's URN.", pattern_terms_options},
     [](const TransformConfig& config) { return add(config, terms, {}, &term_element, datasets); }},
    {{"simple_add_domain", "Adds domains to every entity.", simple_domain_options},
     [](const TransformConfig& config) { return add_domain_of_any(config, "domains"); }},
    {{"simple_add_dataset_domain", "Adds domains to every dataset.", simple_dataset_domain_options},
     [](const TransformConfig& config) {
         return add(config, domains, "domains", &domain_element, datasets);
     }},
    {{"pattern_add_domain", "Adds domains by the entity's URN.", pattern_domain_options},
     [](const TransformConfig& config) { return add_domain_of_any(config, {}); }},
    {{"pattern_add_dataset_domain", "Adds domains by the dataset's URN.", pattern_dataset_domain_options},
     [](const TransformConfig& config) { return add(config, domains, {}, &domain_element, datasets); }},
    {{"domain_mapping_based_on_tags", "Sets the domains that a dataset's tags stand for.",
      domain_mapping_options},
     &map_tags_to_domains},
}};

} // namespace

std::span<const TransformKind> association_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
