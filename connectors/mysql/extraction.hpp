// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reader.hpp"
#include "request.hpp"

#include <colophon/connector.hpp>

namespace colophon::mysql {

/// Emits what one session sees. Throws Error where the connection breaks: a source that answers in part is a
/// failed run. What one table does to us (dropped, locked, too slow) is reported and ends nothing else.
class Extraction {
public:
    Extraction(const Request& request, Connection& connection, Emitter& out, std::stop_token stop);
    void run();

private:
    std::vector<SchemaEntry> wanted_schemata();
    bool wanted(const std::string& schema, const std::string& table, bool view) const;
    void emit_schema(const SchemaEntry& schema);
    void emit_tables(const std::string& schema, std::span<const std::string> names);
    /// The first of these tables; returns how many that were.
    std::size_t emit_some_tables(const std::string& schema, std::span<const std::string> names);
    /// Unset, and reported, where a single table cannot be read.
    std::optional<Tables> read_some_tables(const std::string& schema, std::span<const std::string> names,
                                           std::size_t& taken);
    void emit_table(const QualifiedName& name, const Table& table);
    void emit_routines(const std::string& schema, RoutineKind kind);
    void warn_of_missing_texts();

    const Request& request_;
    Connection& connection_;
    ServerFacts server_;
    Reader reader_;
    Emitter& out_;
    std::stop_token stop_;
    RelationalDescriber describer_;
    std::size_t views_without_text_ = 0;
    std::string view_without_text_; ///< one of them
};

} // namespace colophon::mysql
