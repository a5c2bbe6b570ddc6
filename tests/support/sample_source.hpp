// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/fake_connector.hpp"

#include <colophon/aspects.hpp>
#include <map>
#include <optional>

namespace colophon {

/// A small source that tests can change between runs: schemas with tables.
struct SampleSource {
    struct Table {
        std::string comment = "예약";
        std::string stable_id = {};
        std::int64_t rows = 10;
    };
    std::map<std::string, std::map<std::string, Table>> schemas;
    std::int64_t time_ms = 1'000; ///< of the measurements
    std::vector<std::string> scope = {};

    static Urn schema(const std::string& name) { return Urn::container("스키마-" + name); }
    static Urn table(const std::string& schema, const std::string& name)
    {
        return Urn::dataset("postgres", schema + '.' + name, "PROD");
    }

    /// Schemas of so many tables each, with stable ids.
    static SampleSource of(std::size_t count, std::size_t tables)
    {
        SampleSource source;
        for (std::size_t s = 0; s < count; ++s)
            for (std::size_t t = 0; t < tables; ++t) {
                const std::string id = std::to_string(s) + '/' + std::to_string(t);
                source.schemas["s" + std::to_string(s)]["표" + std::to_string(t)].stable_id = id;
            }
        return source;
    }

    void emit(Emitter& out) const
    {
        for (const auto& [name, tables] : schemas) {
            out.emit({schema(name), to_aspect(ContainerProperties{.name = name})});
            out.emit({schema(name), to_aspect(Status{})});
            for (const auto& [table_name, content] : tables)
                emit_table(out, name, table_name, content);
        }
    }

    FakeConnector connector() const
    {
        FakeConnector made([this](Emitter& out, const std::stop_token&) { emit(out); });
        made.report.scope = scope;
        return made;
    }

private:
    void emit_table(Emitter& out, const std::string& in, const std::string& name, const Table& content) const
    {
        const Urn urn = table(in, name);
        if (!content.stable_id.empty())
            out.identify(urn, content.stable_id);
        out.emit({urn, to_aspect(Container{schema(in)})});
        out.emit({urn, to_aspect(DatasetProperties{.name = name, .description = content.comment})});
        out.emit({urn, to_aspect(Status{})});
        out.emit({urn, to_aspect(DatasetProfile{.timestamp_ms = time_ms, .row_count = content.rows})});
    }
};

} // namespace colophon
