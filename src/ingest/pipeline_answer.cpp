// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline_answer.hpp"

#include "core/json.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/answer_json.hpp"
#include "ingest/rest_answer.hpp"

namespace colophon::ingest {
namespace {

using nlohmann::json;

Urn urn_of(const json& object, const char* name)
{
    auto urn = Urn::parse(text_of(object, name));
    if (!urn)
        refuse_answer();
    return *std::move(urn);
}

/// The document's text as the catalog spells it: what a parser reads and writes again may spell numbers and
/// order members otherwise.
std::string canonical_text(const Urn& urn, const std::string& aspect, const json& document)
{
    auto canonical =
        canonical_aspect(EntityRegistry::builtin(), urn, {aspect, document.dump()}).map([](Aspect&& read) {
            return std::move(read.json);
        });
    return canonical ? *std::move(canonical) : document.dump();
}

LackingEntity read_entity(const json& row, std::span<const EntityGroup> groups)
{
    if (!row.is_object() || number_of(row, "index") >= groups.size())
        refuse_answer();
    LackingEntity entity;
    entity.index = static_cast<std::size_t>(number_of(row, "index"));
    entity.claimed = flag_of(row, "claimed");
    entity.exists = flag_of(row, "exists");
    entity.equal = flag_of(row, "equal");
    const auto current = row.find("current");
    if (current == row.end() || !current->is_object())
        return entity;
    for (const auto& [name, aspect] : current->items()) {
        if (!aspect.is_object() || !aspect.contains("json"))
            refuse_answer();
        entity.current[name] = {canonical_text(groups[entity.index].urn, name, aspect["json"]),
                                text_of(aspect, "actor"), text_of(aspect, "run"),
                                text_of(aspect, "pipeline")};
    }
    return entity;
}

ClaimedEntity read_claim(const json& row)
{
    if (!row.is_object())
        refuse_answer();
    ClaimedEntity claim{urn_of(row, "urn"), std::nullopt, text_of(row, "stable_id")};
    if (const auto container = row.find("container"); container != row.end() && !container->is_null())
        claim.container = urn_of(row, "container");
    return claim;
}

} // namespace

PipelineMemory read_memory(const http::Response& answer)
{
    const json document = read_object(answer);
    PipelineMemory memory;
    memory.claims = number_of(document, "claims");
    if (const auto state = document.find("state"); state != document.end() && !state->is_null())
        memory.state_json = state->dump();
    return memory;
}

ComparisonAnswer read_comparison(const http::Response& answer, std::span<const EntityGroup> groups)
{
    const json document = read_object(answer);
    ComparisonAnswer compared{number_of(document, "position"), {}};
    for (const json& row : array_of(document, "lacking"))
        compared.lacking.push_back(read_entity(row, groups));
    return compared;
}

std::vector<ClaimedEntity> read_claims(const http::Response& answer)
{
    const json document = read_object(answer);
    std::vector<ClaimedEntity> claims;
    for (const json& row : array_of(document, "claims"))
        claims.push_back(read_claim(row));
    return claims;
}

void read_moved(const http::Response& answer, std::span<RenamedEntity> renames)
{
    const json document = read_object(answer);
    const json& rows = array_of(document, "renames");
    if (rows.size() != renames.size())
        refuse_answer();
    for (std::size_t i = 0; i < renames.size(); ++i) {
        if (!rows[i].is_object() || text_of(rows[i], "to") != renames[i].to.str())
            refuse_answer();
        for (const json& aspect : array_of(rows[i], "moved"))
            if (aspect.is_string())
                renames[i].moved.push_back(aspect.get<std::string>());
    }
}

void refuse_state(const http::Response& answer)
{
    throw_if_lease_lost(answer);
    if (answer.status == 404)
        throw Error(Errc::invalid_argument, "the server at sink.config.server keeps no pipelines, is it a "
                                            "Colophon server, and not older than this client?: 404");
    const auto document = parse_json(answer.body);
    if (answer.status == 409 && document && document->is_object() && document->contains("holder"))
        throw LeaseHeld(Errc::conflict,
                        "another run of this pipeline is at work, run again when it has ended: " +
                            text_of(*document, "run") + " of " + text_of(*document, "holder") + ", since " +
                            text_of(*document, "since"));
    throw error_of(answer);
}

} // namespace colophon::ingest
