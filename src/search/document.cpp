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

/// Members of an aspect that say yes or no about the whole entity.
struct Flag {
    std::string_view aspect, member;
    bool SearchDocument::*value;
};

constexpr std::array<Flag, 2> flags = {{
    {"status", "removed", &SearchDocument::removed},
    {"deprecation", "deprecated", &SearchDocument::deprecated},
}};

/// What an entity that lies in another of its kind is found by: all that stand above it.
struct Tree {
    std::string_view type;
    Facet facet;
};

constexpr std::array<Tree, 3> trees = {{
    {"domain", Facet::domain},
    {"glossaryNode", Facet::term},
    {"glossaryTerm", Facet::term},
}};

bool is_flagged(std::string_view aspect)
{
    return std::ranges::find(flags, aspect, &Flag::aspect) != flags.end();
}

/// Gathers one entity's document from its aspects.
class DocumentMaker {
public:
    DocumentMaker(const EntitySpec& entity, const Urn& urn, const Signals& signals)
        : urn_(urn), signals_(signals), key_(key_facts(entity, urn))
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
        for (const Flag& flag : flags)
            if (bool set = false; flag.aspect == spec.name)
                document_.*flag.value = (*aspect)[flag.member].get(set) == simdjson::SUCCESS && set;
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
        add_whereabouts();
        document_.usage = signals_.usage;
        document_.downstream = signals_.downstream;
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
        if (role == Role::platform)
            document_.platform = short_form(*urn);
        else if (use->facet)
            add(*use->facet, facet_value(*urn));
        in_container_ = in_container_ || role == Role::container;
        if (!signals_.reference) {
            add_names(*use, *urn, {});
            return;
        }
        if (role == Role::platform || role == Role::instance)
            return;
        const Reference reference = signals_.reference(*urn);
        add_names(*use, *urn, reference.names);
        if (use->facet)
            add_ancestors(*use->facet, reference.parent);
    }

    /// Hashes say nothing to people; they stand in only for names that nobody knows.
    void add_names(const UrnUse& use, const Urn& urn, const std::vector<std::string>& names)
    {
        if (!use.field)
            return;
        const std::string key = short_form(urn);
        if (names.empty() || !is_guid(key))
            add(*use.field, key);
        for (const std::string& name : names)
            if (name != key)
                add(*use.field, name);
    }

    /// Parents may be written so that they go round in a circle.
    void add_ancestors(Facet facet, std::optional<Urn> ancestor)
    {
        for (int step = 0; ancestor && signals_.reference && step < max_ancestors; ++step) {
            add(facet, facet_value(*ancestor));
            ancestor = signals_.reference(*ancestor).parent;
        }
    }

    /// Where the entity lies, as far as no member with a role of its own says so.
    void add_whereabouts()
    {
        if (!in_container_)
            for (std::string& container : path_containers_)
                add(Facet::container, std::move(container));
        const auto* const tree = std::ranges::find(trees, document_.type, &Tree::type);
        if (tree != trees.end() && signals_.reference)
            add_ancestors(tree->facet, signals_.reference(urn_).parent);
        add(Field::path, document_.platform);
        add(Field::path, document_.sub_type.empty() ? document_.type : document_.sub_type);
    }

    /// Entries name containers by keys that say nothing to people, or say it in words.
    void take_path_entry(std::string_view id)
    {
        const auto urn = Urn::parse(id);
        const std::string text = urn ? short_form(*urn) : std::string(id);
        if (urn && urn->type() == "container")
            path_containers_.push_back(text);
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

    void add(Field field, std::string text)
    {
        if (!text.empty())
            document_.texts.push_back({field, std::move(text)});
    }

    void add(Facet facet, std::string value)
    {
        if (!value.empty() && seen_values_.emplace(facet, value).second)
            document_.values.push_back({facet, std::move(value)});
    }

    const Urn& urn_;
    const Signals& signals_;
    KeyFacts key_;
    bool in_container_ = false;                ///< says so itself
    std::vector<std::string> path_containers_; ///< that its browse path names
    SearchDocument document_;
    std::set<std::pair<Facet, std::string>> seen_values_; ///< a column's tag may be its table's as well
    std::vector<Candidate> names_;
    std::vector<Candidate> descriptions_;
};

} // namespace

std::optional<SearchDocument> make_document(const EntityRegistry& registry, const store::StoredEntity& entity,
                                            const Signals& signals)
{
    const EntitySpec* spec = registry.entity(entity.urn.type());
    if (spec == nullptr || !is_searched(*spec))
        return std::nullopt;
    DocumentMaker maker(*spec, entity.urn, signals);
    for (const store::StoredAspect& stored : entity.aspects)
        if (const AspectSpec* aspect = spec->aspect(stored.aspect.name))
            maker.take(*aspect, stored);
    return maker.finish();
}

std::string facet_value(const Urn& urn)
{
    return urn.type() == "glossaryNode" ? urn.str() : short_form(urn);
}

bool concerns_search(const AspectSpec& aspect)
{
    if (aspect.timeseries)
        return false;
    return is_flagged(aspect.name) ||
           std::ranges::any_of(aspect.searchable, [](const SearchableSpec& searchable) {
               return role_of(searchable).role != Role::none;
           });
}

} // namespace colophon::search
