// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/aspect_diff.hpp"
#include "core/json_writer.hpp"
#include "ingest/pipeline_state.hpp"
#include "ingest/seen_entities.hpp"

#include <array>
#include <map>

namespace colophon::ingest {

/// What a run does to the catalog, or would do: all of it counted, the first of it in detail.
class ChangeSummary {
public:
    enum class Operation { add, change, rename, restore, remove };
    static constexpr std::size_t operations = 5;

    struct Counts {
        std::array<std::uint64_t, operations> of = {};
        std::uint64_t kept = 0;     ///< as they were
        std::uint64_t measured = 0; ///< of those kept: only gauges were read anew

        std::uint64_t& operator[](Operation operation) { return of[static_cast<std::size_t>(operation)]; }
        std::uint64_t operator[](Operation operation) const
        {
            return of[static_cast<std::size_t>(operation)];
        }
        std::uint64_t changes() const; ///< all but what is kept
        Counts& operator+=(const Counts& other);
    };

    struct AspectNote {
        std::string aspect;
        std::vector<FieldChange> fields; ///< the first of them
        std::uint64_t fields_total = 0;
        std::string written_by; ///< of the content before; empty where it was this pipeline
    };

    struct Change {
        Operation operation = Operation::change;
        Urn urn;
        std::string name;
        std::optional<Urn> container = {};
        std::optional<Urn> from = {};         ///< the former name, for a rename
        std::vector<std::string> moved = {};  ///< aspects that come along with a rename
        std::vector<AspectNote> aspects = {}; ///< for changes and restorations
    };

    struct Container {
        std::string name;
        std::optional<Urn> parent = {};
        Counts counts = {}; ///< of its direct members
    };

    /// `before` is what was counted for the entity earlier in the run, see SeenEntities::add.
    void add(const EntityChange& change, std::optional<EntityChange::Operation> before);
    /// What was counted for the new name, mostly an addition, is a rename.
    void add(const RenamedEntity& rename, const SeenEntities::Entity& seen);
    /// `name` may be empty where none is known.
    void add_removal(const ClaimedEntity& claim, const std::string& name);
    /// Gives a container that this run has not seen its name.
    void name_container(const Urn& urn, const std::string& name);
    /// Fills in what moved, once it is known.
    void note_moved(const RenamedEntity& rename);

    const std::map<std::string, Counts>& by_type() const { return by_type_; }
    const std::map<Urn, Container>& containers() const { return containers_; }
    const Counts& loose() const { return loose_; } ///< of entities without a container
    const std::vector<Change>& changes() const { return changes_; }
    Counts total() const;

private:
    void count(const Urn& urn, const std::optional<Urn>& container, const Counts& what);
    void uncount(const Urn& urn, const std::optional<Urn>& container, EntityChange::Operation operation);
    void keep(Change change);
    Container* container(const Urn& urn);

    std::map<std::string, Counts> by_type_;
    std::map<Urn, Container> containers_;
    Counts loose_;
    std::vector<Change> changes_;
    std::array<std::size_t, operations> kept_ = {};
};

/// `add`, `change`, `rename`, `restore`, `remove`.
std::string_view operation_name(ChangeSummary::Operation operation);

/// What an entity's aspects differ in, at most `most` fields of each. Gauges are left out.
std::vector<ChangeSummary::AspectNote> note_aspects(const EntityChange& change, std::size_t most);

/// How much of a summary is written.
struct SummaryLimits {
    std::size_t changes = 200;
    std::size_t fields = 20;
    std::size_t text = 500; ///< bytes of one value
};

/// An object with the counts, whole, and the first changes. Secrets are redacted.
void write_summary(JsonWriter& out, const ChangeSummary& summary, const SummaryLimits& limits);
void write_change(JsonWriter& out, const ChangeSummary::Change& change, const SummaryLimits& limits);

/// A tree by container, with counts; `+` added, `~` changed, `>` renamed, `-` removed, `=` kept.
std::string summary_text(const ChangeSummary& summary);

} // namespace colophon::ingest
