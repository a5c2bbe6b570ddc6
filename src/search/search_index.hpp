// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <colophon/error.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::search {

using Position = std::uint64_t;

/// Where a text stands in a document, strongest first. A weight belongs to each.
enum class Field : std::uint8_t {
    name,
    qualified_name,
    column,
    tag,
    term,
    owner,
    path, ///< container and browse path names
    description,
    column_description,
    custom_property
};
inline constexpr std::size_t field_count = 10;
std::string_view field_name(Field field); ///< as it stands in answers: `name`, `column`, …

/// What a search can be narrowed by and counted over. The order is that of DESIGN §2.
enum class Facet : std::uint8_t {
    type,
    platform,
    instance,
    env,
    container,
    owner,
    tag,
    term,
    domain,
    sub_type,
    has_description
};
inline constexpr std::size_t facet_count = 11;
std::string_view facet_name(Facet facet);
std::optional<Facet> parse_facet(std::string_view name);

/// What documents are compared and sorted by, as `field>=value` of the query language and as a range in a
/// query. All are integers.
enum class Number : std::uint8_t {
    updated,    ///< milliseconds since 1970
    usage,      ///< queries in the last 30 days that its source has counted
    downstream, ///< entities that are made from it directly
    columns
};
inline constexpr std::size_t number_count = 4;
std::string_view number_name(Number number);
std::optional<Number> parse_number(std::string_view name);

/// What search knows of one entity. Built from the entity's aspects by `document.hpp`.
struct SearchDocument {
    struct Text {
        Field field = Field::name;
        std::string text;
        friend bool operator==(const Text&, const Text&) = default;
    };
    struct Value {
        Facet facet = Facet::type;
        std::string value; ///< as answers and filters spell it: `mysql`, not a URN
        friend bool operator==(const Value&, const Value&) = default;
    };

    std::string urn;
    std::string type;
    std::string name;
    std::string qualified_name;
    std::string platform;
    std::string env;
    std::string sub_type;
    std::string description;
    bool removed = false;    ///< soft-deleted: found only on request
    bool deprecated = false; ///< ranked behind what is not
    std::int64_t updated_ms = 0;
    std::uint32_t usage = 0;      ///< see Number
    std::uint32_t downstream = 0; ///< see Number
    std::vector<Text> texts; ///< in document order; columns one by one. Name, qualified name and description
                             ///< above are indexed as well and do not stand here again.
    std::vector<Value> values; ///< has_description is `true` or `false`. Of facets that are trees (container,
                               ///< domain, term), what stands above is a value as well

    friend bool operator==(const SearchDocument&, const SearchDocument&) = default;
};

/// What a group of writes means for the index.
struct IndexDelta {
    std::vector<SearchDocument> upserts; ///< whole documents, replacing any of the same URN
    std::vector<std::string> removals;   ///< URNs that are gone for good, before the upserts come in
    Position position = 0;               ///< the index agrees with the store up to here once the delta is in
};

struct Filter {
    Facet facet = Facet::type;
    std::vector<std::string> values; ///< any of them
};

/// A number between two bounds, both included.
struct NumberFilter {
    Number number = Number::updated;
    std::optional<std::int64_t> least = {};
    std::optional<std::int64_t> most = {};
};

enum class Sort { relevance, name, updated, usage };

/// What hits are: documents, or single columns of them.
enum class Target { documents, columns };

struct SearchQuery {
    std::string text;                       ///< as typed; empty or `*` matches everything
    std::vector<Filter> filters = {};       ///< all of them
    std::vector<NumberFilter> numbers = {}; ///< all of them
    Target target = Target::documents;
    std::size_t limit = 20;
    std::string cursor = {}; ///< from the page before; empty for the first
    Sort sort = Sort::relevance;
    bool removed = false; ///< soft-deleted entities too
    bool fuzzy = false;   ///< words that are nearly right match beside those that are
    bool explain = false;
    std::vector<Facet> facets = {}; ///< to be counted; a filter on a facet does not narrow its own counts
    std::size_t facet_limit = 20;
    std::string facet_text = {}; ///< count only values that contain this, without case
};

/// A half-open range of code points.
using Range = std::pair<std::uint32_t, std::uint32_t>;

struct Match {
    Field field = Field::name;
    std::string value;
    std::vector<Range> highlight;
};

struct Hit {
    std::string urn, type, name, qualified_name, platform, env, sub_type, description;
    bool removed = false;
    bool deprecated = false;
    std::int64_t updated_ms = 0;
    std::uint32_t usage = 0;
    std::uint32_t downstream = 0;
    std::string column; ///< the hit itself, where columns were asked for
    double score = 0;
    std::vector<Match> matches;                              ///< best first, at most five
    std::vector<std::pair<std::string, double>> explanation; ///< the parts of the score, when asked for
};

struct FacetCount {
    std::string value;
    std::string label;  ///< what people call it, where that differs and is known (a container's name)
    std::string parent; ///< of facets that are trees: the value above it
    std::uint64_t count = 0;
};

struct FacetCounts {
    Facet facet = Facet::type;
    std::vector<FacetCount> values; ///< most frequent first, then by value
    bool more = false;
};

struct SearchPage {
    std::uint64_t total = 0;  ///< exact
    Position position = 0;    ///< that the answer reflects
    std::string next;         ///< cursor of the next page, empty at the end
    std::string relaxed;      ///< which looser reading was used: empty for the exact one
    std::string did_you_mean; ///< the query with the spelling that found something; empty where it was right
    std::vector<Hit> hits;    ///< equal scores by URN
    std::vector<FacetCounts> facets;
};

struct Suggestion {
    std::string text; ///< completes what was typed
    Field field = Field::name;
    std::string urn; ///< of the entity, or of the first one that has it
    std::string type;
    std::uint64_t count = 0; ///< how many entities have it
    std::vector<Range> highlight;
};

/// Words and phrases of which each finds what the others find: 예약 ↔ reservation, PII ↔ personal
/// information.
struct SynonymGroup {
    std::vector<std::string> members; ///< as the administrator writes them
    friend bool operator==(const SynonymGroup&, const SynonymGroup&) = default;
};
inline constexpr std::size_t max_synonym_groups = 5000;
inline constexpr std::size_t max_synonym_members = 20; ///< of a group
inline constexpr std::size_t max_synonym_code_points = 200;
inline constexpr std::size_t max_synonym_words = 10; ///< of a member

/// Refuses (invalid_argument, or too_large) what is over a limit, groups of one, and members that no text can
/// have. `path` is `[group]` or `[group][member]`, both counted from 0.
Result<> check_synonyms(std::span<const SynonymGroup> groups);

struct IndexStatus {
    std::uint64_t documents = 0; ///< soft-deleted ones included
    std::uint64_t dead = 0;      ///< replaced or removed, and not merged away yet
    std::uint64_t segments = 0;
    std::uint64_t bytes = 0;          ///< of the segments
    std::uint64_t saved_position = 0; ///< of the snapshot on disk, as far as this process knows it
    std::int64_t saved_at = 0;        ///< epoch seconds of the last save() of this process; 0: none
    std::uint64_t saved_bytes = 0;    ///< on disk
    double save_seconds = 0;          ///< that the last save() took
};

/// A view of the record that answers search. Never the record itself: it may be dropped and rebuilt at any
/// time.
///
/// Readers run on any thread, never block and never see half a delta. apply() and save() are called by one
/// thread at a time. What apply() took is found by the next search.
class SearchIndex {
public:
    virtual ~SearchIndex() = default;

    virtual void apply(IndexDelta delta) = 0;

    /// The position up to which the index agrees with the store; 0 for an empty one.
    virtual Position position() const = 0;

    /// Refuses (invalid_argument) a query that cannot be read, saying where (`path` is `q:<code point>`), a
    /// cursor that is not one of ours, and limits out of range.
    virtual Result<SearchPage> search(const SearchQuery& query) const = 0;

    /// Completions of what was typed over names, columns, tags, people and terms, best first.
    virtual std::vector<Suggestion> suggest(std::string_view prefix, std::size_t limit) const = 0;

    /// Visits every document in URN order, as of one moment, until the visitor says false: `verify` compares
    /// these with the store's.
    virtual void scan(const std::function<bool(const SearchDocument&)>& visit) const = 0;

    /// Writes a snapshot that the next start can load. Throws Error (storage_full, internal); the index goes
    /// on.
    virtual void save() = 0;

    /// Replaces all synonyms, for every search that begins afterwards; from any thread, while others search.
    /// Takes what check_synonyms() accepts, and leaves out of anything else what it cannot use. They are not
    /// part of the snapshot: whoever opens the index sets them.
    virtual void set_synonyms(std::vector<SynonymGroup> groups) = 0;

    /// Cheap, from any thread.
    virtual IndexStatus status() const = 0;
};

} // namespace colophon::search
