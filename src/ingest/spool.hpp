// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_change.hpp"

#include <cstdio>
#include <functional>
#include <memory>

namespace colophon::ingest {

/// Keeps changes in a temporary file that has no name, until it is certain that they are to be made. Throws
/// Error: storage_full, internal.
class Spool {
public:
    Spool();

    void add(const EntityChange& change);
    /// Hands out everything in order, in batches of some; once.
    void replay(const std::function<void(std::vector<EntityChange>)>& visit);

private:
    void put(std::string_view bytes);
    void put_text(std::string_view text);
    void put_number(std::uint64_t number);
    std::string take_text();
    std::uint64_t take_number();
    EntityChange take_change();

    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    std::uint64_t changes_ = 0;
};

} // namespace colophon::ingest
