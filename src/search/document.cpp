// SPDX-License-Identifier: Apache-2.0
#include "search/document.hpp"

#include "core/json_parser.hpp"
#include "core/json_path.hpp"
#include "search/key_facts.hpp"
#include "search/search_role.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace colophon::search {

namespace {

struct Candidate {
    int rank = 0;
    std::string text;
};

/// What the roles make of the URNs they find: a text, a facet's value, or both.
struct UrnUse {
    Role role;
    std::optional<Field> field;
    std::optional<Facet> facet;
};

constexpr std::array<UrnUse, 7> urn_uses = {{
    {Role::tag, Field::tag, Facet::tag},
    {Role::term, Field::term, Facet::term},
    {Role::owner, Field::owner, Facet::owner},
    {Role::container, std::nullopt, Facet::container},
    {Role::domain, std::nullopt, Facet::domain},
    {Role::instance, std::nullopt, Facet::instance},
    {Role::platform, std::nullopt, Facet::platform},
}};

/// Gathers one entity's document from its aspects.
class DocumentMaker {
public:
    DocumentMaker(const EntitySpec& entity, const Urn& urn) : key_(key_facts(entity, urn))
    {
        document_.urn = urn.str();
        document_.type = entity.name;
        document_.platform = key_.platform;
        document_.env = key_.env;
    }

    void take(const AspectSpec& spec, const store::StoredAspect& stored)
    {
        if (!concerns_search(spec))
            return;
        document_.updated_ms = std::max(document_.updated_ms, stored.created_ms);
        const auto aspect = parser().parse(stored.aspect.json);
        if (!aspect)
            return;
        if (spec.name == "status" && (*aspect)["removed"].get(document_.removed) != simdjson::SUCCESS)
            document_.removed = false;
        for (const SearchableSpec& searchable : spec.searchable)
            take(searchable, *aspect);
    }

    SearchDocument finish()
    {
        document_.name = settle(names_, Field::name, key_.name);
        document_.description = settle(descriptions_, Field::description, {});
        if (document_.qualified_name.empty())
            document_.qualified_name = key_.full_name;
        add(Facet::type, document_.type);
        add(Facet::platform, document_.platform);
        add(Facet::env, document_.env);
        add(Facet::has_description, document_.description.empty() ? "false" : "true");
        return std::move(document_);
    }

private:
    /// One for a thread: documents are made one after the other.
    static JsonParser& parser()
    {
        thread_local JsonParser one;
        return one;
    }

    void take(const SearchableSpec& searchable, simdjson::dom::element aspect)
    {
        const RoleOf meaning = role_of(searchable);
        if (meaning.role == Role::properties)
            take_properties(searchable, aspect);
        else if (meaning.role != Role::none)
            visit_texts(aspect, searchable.path, [&](std::string_view text) { take(meaning, text); });
    }

    void take(RoleOf meaning, std::string_view text)
    {
        if (text.empty())
            return;
        switch (meaning.role) {
        case Role::name:
            names_.push_back({meaning.rank, std::string(text)});
            break;
        case Role::description:
            descriptions_.push_back({meaning.rank, std::string(text)});
            break;
        case Role::qualified_name:
            document_.qualified_name = text;
            break;
        case Role::column:
            add(Field::column, plain_field_path(text));
            break;
        case Role::column_description:
            add(Field::column_description, std::string(text));
            break;
        case Role::other_text:
            add(Field::custom_property, std::string(text));
            break;
        case Role::env:
            document_.env = text;
            break;
        case Role::sub_type:
            if (document_.sub_type.empty())
                document_.sub_type = text;
            add(Facet::sub_type, std::string(text));
            break;
        case Role::path:
            take_path_entry(text);
            break;
        default:
            take_urn(meaning.role, text);
        }
    }

    void take_urn(Role role, std::string_view text)
    {
        const auto* const use = std::ranges::find(urn_uses, role, &UrnUse::role);
        const auto urn = Urn::parse(text);
        if (use == urn_uses.end() || !urn)
            return;
        const std::string value = short_form(*urn);
        if (role == Role::platform)
            document_.platform = value;
        else if (use->facet)
            add(*use->facet, value);
        if (use->field)
            add(*use->field, value);
    }

    /// Entries name containers by keys that say nothing to people, or say it in words.
    void take_path_entry(std::string_view id)
    {
        const auto urn = Urn::parse(id);
        const std::string text = urn ? short_form(*urn) : std::string(id);
        if (!is_guid(text))
            add(Field::path, text);
    }

    void take_properties(const SearchableSpec& searchable, simdjson::dom::element aspect)
    {
        const std::string_view path = std::string_view(searchable.path).substr(0, searchable.path.find('.'));
        simdjson::dom::object properties;
        if (aspect[path].get(properties) != simdjson::SUCCESS)
            return;
        for (const auto [key, value] : properties) {
            add(Field::custom_property, std::string(key));
            std::string_view text;
            if (value.get(text) == simdjson::SUCCESS && !text.empty())
                add(Field::custom_property, std::string(text));
        }
    }

    /// The best of several goes into the document, the others are found as well.
    std::string settle(std::vector<Candidate>& candidates, Field field, std::string fallback)
    {
        if (candidates.empty())
            return fallback;
        std::ranges::stable_sort(candidates, {}, &Candidate::rank);
        std::string best = std::move(candidates.front().text);
        for (std::size_t i = 1; i < candidates.size(); ++i)
            if (candidates[i].text != best)
                add(field, std::move(candidates[i].text));
        return best;
    }

    void add(Field field, std::string text) { document_.texts.push_back({field, std::move(text)}); }

    void add(Facet facet, std::string value)
    {
        if (!value.empty() && seen_values_.emplace(facet, value).second)
            document_.values.push_back({facet, std::move(value)});
    }

    KeyFacts key_;
    SearchDocument document_;
    std::set<std::pair<Facet, std::string>> seen_values_; ///< a column's tag may be its table's as well
    std::vector<Candidate> names_;
    std::vector<Candidate> descriptions_;
};

} // namespace

std::optional<SearchDocument> make_document(const EntityRegistry& registry, const store::StoredEntity& entity)
{
    const EntitySpec* spec = registry.entity(entity.urn.type());
    if (spec == nullptr || !is_searched(*spec))
        return std::nullopt;
    DocumentMaker maker(*spec, entity.urn);
    for (const store::StoredAspect& stored : entity.aspects)
        if (const AspectSpec* aspect = spec->aspect(stored.aspect.name))
            maker.take(*aspect, stored);
    return maker.finish();
}

bool concerns_search(const AspectSpec& aspect)
{
    if (aspect.timeseries)
        return false;
    return aspect.name == "status" ||
           std::ranges::any_of(aspect.searchable, [](const SearchableSpec& searchable) {
               return role_of(searchable).role != Role::none;
           });
}

} // namespace colophon::search
