// SPDX-License-Identifier: Apache-2.0
#include "ingest/seen_entities.hpp"

#include "core/fingerprint.hpp"

#include <charconv>

namespace colophon::ingest {
namespace {

std::uint64_t number_of_hex(std::string_view digits)
{
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

} // namespace

SeenEntities::Key SeenEntities::key_of(std::string_view text)
{
    const std::string hex = fingerprint(text);
    return {number_of_hex(std::string_view(hex).substr(0, 16)),
            number_of_hex(std::string_view(hex).substr(16))};
}

std::optional<EntityChange::Operation> SeenEntities::add(const EntityChange& change)
{
    const auto [found, is_new] = entities_.try_emplace(key_of(change.urn.str()));
    Row& row = found->second;
    const EntityChange::Operation before = row.operation;
    row.operation = std::max(before, change.operation);
    if (is_new && change.claimed) {
        row.claimed_before = true;
        ++claimed_before_;
    }
    place(row, change);
    if (!is_new)
        return before;
    if (keeps_newcomers_ && !change.claimed && !change.stable_id.empty())
        newcomers_.push_back({change.urn, change.stable_id});
    return std::nullopt;
}

void SeenEntities::place(Row& row, const EntityChange& change)
{
    if (change.container) {
        const auto next = static_cast<std::uint32_t>(containers_.size() + 1);
        const auto [number, is_new] = container_numbers_.try_emplace(*change.container, next);
        if (is_new)
            containers_.push_back(*change.container);
        row.container = number->second;
    }
    if (!change.stable_id.empty() &&
        (row.stable_id == 0 || stable_ids_[row.stable_id - 1] != change.stable_id)) {
        stable_ids_.push_back(change.stable_id);
        row.stable_id = static_cast<std::uint32_t>(stable_ids_.size());
    }
}

std::optional<SeenEntities::Entity> SeenEntities::find(const Urn& urn) const
{
    const auto row = entities_.find(key_of(urn.str()));
    if (row == entities_.end())
        return std::nullopt;
    Entity entity;
    if (row->second.container != 0)
        entity.container = containers_[row->second.container - 1];
    if (row->second.stable_id != 0)
        entity.stable_id = stable_ids_[row->second.stable_id - 1];
    entity.operation = row->second.operation;
    entity.claimed_before = row->second.claimed_before;
    return entity;
}

std::string SeenEntities::digest() const
{
    std::vector<Key> containers{{}};
    for (const Urn& urn : containers_)
        containers.push_back(key_of(urn.str()));
    Key sum{};
    for (const auto& [key, row] : entities_) {
        const auto id =
            row.stable_id == 0 ? std::string_view() : std::string_view(stable_ids_[row.stable_id - 1]);
        std::uint64_t mixed = std::hash<std::string_view>{}(id);
        for (const std::uint64_t part : {key[0], key[1], containers[row.container][0]})
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15U + (mixed >> 29U);
        sum[0] += mixed;
        sum[1] ^= mixed * 0xC2B2AE3D27D4EB4FU;
    }
    return fingerprint(std::to_string(sum[0]) + ' ' + std::to_string(sum[1]));
}

} // namespace colophon::ingest
