// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "service/signal_reader.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace colophon::service {

/// The documents that writes change, each once.
struct Touched {
    std::vector<Urn> reached; ///< of entities that were not written themselves
    std::vector<Urn> written;
};

/// Which documents writes change beside those of the entities that are written: what an entity is made from
/// counts it, and what names a person or lies in a domain is found by them. For the writing thread.
class Reach {
public:
    Reach(const store::CatalogStore& store, const search::SearchIndex& index, SignalReader& signals)
        : store_(store), index_(index), signals_(signals)
    {
    }

    /// Remembers how things stand before a group is stored.
    void note_before(std::span<const store::Batch> group);

    /// The group is in the store, and not yet in the index.
    Touched after(std::span<const store::Batch> group, std::span<const store::BatchOutcome> outcomes) const;

    /// The same for writes whose before is not known any more, from the change log.
    Touched after(std::span<const store::ChangeEvent> events);

    /// Whether events have been seen that may have taken an entity away from those that counted it. Which
    /// they were nobody knows any more: all that count anything are to be looked at again.
    bool may_have_lost_edges() const { return may_have_lost_edges_; }
    /// All that the index says something is made from.
    std::vector<Urn> with_downstream() const;

private:
    void note(const Urn& urn, std::string_view aspect, bool whole_entity);
    void add_lineage(const Urn& urn, const std::vector<Urn>& before, std::set<Urn>& reached) const;
    /// What the index knows to carry this entity.
    void add_carriers(const Urn& urn, std::set<Urn>& reached) const;
    void collect(search::SearchQuery query, std::set<Urn>& found) const;

    const store::CatalogStore& store_;
    const search::SearchIndex& index_;
    SignalReader& signals_;
    std::map<Urn, std::vector<Urn>> upstream_;    ///< before, of entities whose lineage may change
    std::map<Urn, search::Reference> references_; ///< before, of those that others name
    bool may_have_lost_edges_ = false;
};

} // namespace colophon::service
