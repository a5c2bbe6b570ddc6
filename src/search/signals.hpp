// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/urn.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace colophon::search {

/// An entity that others name: a person, a tag, a term, a domain, a container. What is not known of it is
/// empty.
struct Reference {
    std::vector<std::string> names; ///< that people call it, beside its URN; best first
    std::optional<Urn> parent;      ///< what it lies in: the domain above, the container around it

    friend bool operator==(const Reference&, const Reference&) = default;
};

/// What the record knows of an entity beside its own aspects, as far as search wants it.
struct Signals {
    std::uint32_t usage = 0;      ///< see Number
    std::uint32_t downstream = 0; ///< see Number
    /// What the entity names; empty: nothing is known of anything.
    std::function<Reference(const Urn&)> reference;
};

/// Steps from an entity to the uppermost that it lies in; what lies deeper is not looked at.
inline constexpr int max_ancestors = 32;

} // namespace colophon::search
