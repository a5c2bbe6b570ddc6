// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_change.hpp"

#include <array>
#include <unordered_map>
#include <vector>

namespace colophon::ingest {

/// What a run saw in its source, small enough for millions: a hash of each URN, its container and stable id.
/// Not safe from many threads.
class SeenEntities {
public:
    struct Entity {
        std::optional<Urn> container;
        std::string stable_id;
        EntityChange::Operation operation = EntityChange::Operation::keep; ///< what happens to it
        bool claimed_before = false;
    };

    /// An entity that the pipeline had not claimed, with a stable id.
    struct Newcomer {
        Urn urn;
        std::string stable_id;
    };

    /// Adds what is said about the entity. Returns what was known to happen to it before, nothing the first
    /// time it is seen.
    std::optional<EntityChange::Operation> add(const EntityChange& change);

    std::optional<Entity> find(const Urn& urn) const;
    std::size_t size() const { return entities_.size(); }
    /// How many of them the pipeline had claimed before it saw them in this run.
    std::size_t claimed_before() const { return claimed_before_; }
    /// For finding renames; a pipeline's first run has none, and does not keep them.
    const std::vector<Newcomer>& newcomers() const { return newcomers_; }
    void keep_newcomers() { keeps_newcomers_ = true; }
    /// Equal for equal entities in equal containers with equal stable ids, whatever the order.
    std::string digest() const;

private:
    using Key = std::array<std::uint64_t, 2>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key[0]); }
    };
    struct Row {
        std::uint32_t container = 0;                                       ///< into containers_; 0 is none
        std::uint32_t stable_id = 0;                                       ///< into stable_ids_; 0 is none
        EntityChange::Operation operation = EntityChange::Operation::keep; ///< the farthest-reaching
        bool claimed_before = false;
    };
    static Key key_of(std::string_view text);
    void place(Row& row, const EntityChange& change);

    std::unordered_map<Key, Row, KeyHash> entities_;
    std::vector<Urn> containers_;
    std::unordered_map<Urn, std::uint32_t> container_numbers_;
    std::vector<std::string> stable_ids_;
    std::vector<Newcomer> newcomers_;
    std::size_t claimed_before_ = 0;
    bool keeps_newcomers_ = false;
};

} // namespace colophon::ingest
