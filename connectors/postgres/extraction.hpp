// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "options.hpp"
#include "reader.hpp"

#include <colophon/connector.hpp>

namespace colophon::postgres {

/// Emits one database. Throws Error where the connection breaks: a source that answers in part is a failed
/// run. What one relation does to us (dropped, locked, refused) is reported and ends nothing else.
class Extraction {
public:
    Extraction(const Request& request, Connection& connection, Emitter& out, std::stop_token stop);
    void run();

private:
    void emit_containers(const Catalog& catalog);
    std::vector<Oid> wanted(const Catalog& catalog) const;
    void emit_relations(const Catalog& catalog, const std::vector<Oid>& relations);
    std::unordered_map<Oid, Details> details_of(const Catalog& catalog, const std::vector<Oid>& relations);

    const Request& request_;
    Reader reader_;
    Emitter& out_;
    std::stop_token stop_;
    RelationalDescriber describer_;
};

} // namespace colophon::postgres
