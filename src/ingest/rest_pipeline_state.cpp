// SPDX-License-Identifier: Apache-2.0
#include "ingest/rest_pipeline_state.hpp"

#include "core/json_writer.hpp"
#include "core/log.hpp"
#include "ingest/answer_json.hpp"
#include "ingest/comparable.hpp"
#include "ingest/pipeline_answer.hpp"

#include <array>
#include <unistd.h>

namespace colophon::ingest {
namespace {

bool succeeded(const http::Response& answer)
{
    return answer.status >= 200 && answer.status < 300;
}

/// Writes the items into as many bodies `{"<name>": [item, …]}` as they need.
template <class Item, class Write, class Send>
void in_parts(std::span<const Item> items, const char* name, std::size_t most, Write write, Send send)
{
    for (std::size_t first = 0; first < items.size();) {
        std::string body;
        JsonWriter out(body);
        out.begin_object().key(name).begin_array();
        std::size_t next = first;
        while (next < items.size() && next - first < most && body.size() < RestPipelineState::largest_body)
            write(out, items[next++]);
        out.end_array().end_object();
        send(std::move(body), first, next - first);
        first = next;
    }
}

void write_comparison(JsonWriter& out, const EntityGroup& group)
{
    const ComparableAspects compared = comparable_aspects(EntityRegistry::builtin(), group);
    out.begin_object().member("urn", group.urn.str()).key("aspects").begin_array();
    for (const std::string& name : compared.names)
        out.value(name);
    out.end_array().member("fingerprint", compared.fingerprint).end_object();
}

void write_claim(JsonWriter& out, const ClaimedEntity& claim)
{
    out.begin_object().member("urn", claim.urn.str()).key("container");
    if (claim.container)
        out.value(claim.container->str());
    else
        out.null();
    out.member("stable_id", claim.stable_id).end_object();
}

} // namespace

std::string this_process()
{
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0)
        host[0] = '\0';
    return std::string(host[0] == '\0' ? "localhost" : host.data()) + ':' + std::to_string(::getpid());
}

RestPipelineState::RestPipelineState(std::shared_ptr<RestDelivery> delivery,
                                     std::unique_ptr<RestDelivery> heartbeat, const std::string& pipeline,
                                     std::string holder)
    : delivery_(std::move(delivery)), heartbeat_(std::move(heartbeat)),
      pipeline_(http::percent_encode(pipeline)), holder_(std::move(holder))
{
}

std::string RestPipelineState::target(std::string_view what) const
{
    std::string text = "/api/v1/pipelines/" + pipeline_;
    text += what;
    if (const std::string held = lease(); !held.empty())
        text += "?lease=" + http::percent_encode(held);
    return text;
}

http::Response RestPipelineState::post(std::string_view what, std::string body)
{
    http::Response answer = delivery_->deliver({http::Method::post, target(what), std::move(body)});
    if (!succeeded(answer))
        refuse_state(answer);
    return answer;
}

std::string RestPipelineState::lease() const
{
    const std::lock_guard lock(mutex_);
    return lease_;
}

void RestPipelineState::set_lease(std::string lease)
{
    const std::lock_guard lock(mutex_);
    lease_ = std::move(lease);
}

PipelineMemory RestPipelineState::look()
{
    const http::Response answer = delivery_->deliver({http::Method::get, target("")});
    if (answer.status == 404) // no run has been yet
        return {};
    if (!succeeded(answer))
        refuse_state(answer);
    return read_memory(answer);
}

PipelineMemory RestPipelineState::begin(const std::string& run_id)
{
    run_id_ = run_id;
    std::string body;
    JsonWriter out(body);
    out.begin_object().member("run", run_id).member("holder", holder_).end_object();
    const http::Response answer = post("/lease", std::move(body));
    const auto document = read_object(answer);
    std::string lease = text_of(document, "lease");
    const std::uint64_t seconds = number_of(document, "seconds");
    if (lease.empty() || seconds == 0)
        refuse_answer();
    // Two may be lost on the way.
    interval_ms_ = static_cast<std::int64_t>(std::min<std::uint64_t>(seconds, 3'600) * 1'000 / 3);
    set_lease(std::move(lease));
    return read_memory(answer);
}

void RestPipelineState::keep_alive()
{
    const std::string held = lease();
    if (held.empty())
        return;
    std::string body;
    JsonWriter out(body);
    out.begin_object().member("lease", held).end_object();
    const http::Response answer = heartbeat_->deliver(
        {http::Method::put, "/api/v1/pipelines/" + pipeline_ + "/lease", std::move(body)});
    if (!succeeded(answer) && !lease().empty()) // it may have been given back meanwhile
        refuse_state(answer);
}

std::vector<LackingEntity> RestPipelineState::compare(std::span<const EntityGroup> groups)
{
    std::vector<LackingEntity> lacking;
    in_parts(groups, "entities", most_compared, write_comparison,
             [&](std::string body, std::size_t first, std::size_t count) {
                 const http::Response answer = post("/compare", std::move(body));
                 auto compared = read_comparison(answer, groups.subspan(first, count));
                 position_ = std::max(position_, compared.position);
                 for (LackingEntity& entity : compared.lacking) {
                     entity.index += first;
                     lacking.push_back(std::move(entity));
                 }
             });
    return lacking;
}

void RestPipelineState::claim(std::span<const ClaimedEntity> claims)
{
    in_parts(claims, "claims", most_claims, write_claim,
             [&](std::string body, std::size_t, std::size_t) { post("/claims", std::move(body)); });
}

std::vector<ClaimedEntity> RestPipelineState::claims_after(const std::string& urn, std::size_t limit)
{
    const http::Response answer = delivery_->deliver(
        {http::Method::get, "/api/v1/pipelines/" + pipeline_ + "/claims?after=" + http::percent_encode(urn) +
                                "&limit=" + std::to_string(std::min(limit, most_claims))});
    if (!succeeded(answer))
        refuse_state(answer);
    return read_claims(answer);
}

std::uint64_t RestPipelineState::remove(std::span<const Urn> urns)
{
    std::uint64_t removed = 0;
    in_parts(
        urns, "urns", most_claims, [](JsonWriter& out, const Urn& urn) { out.value(urn.str()); },
        [&](std::string body, std::size_t, std::size_t) {
            removed += number_of(read_object(post("/removals", std::move(body))), "removed");
        });
    return removed;
}

void RestPipelineState::rename(std::vector<RenamedEntity>& renames)
{
    in_parts(
        std::span<const RenamedEntity>(renames), "renames", most_renames,
        [](JsonWriter& out, const RenamedEntity& rename) {
            out.begin_object().member("from", rename.from.str()).member("to", rename.to.str()).end_object();
        },
        [&](std::string body, std::size_t first, std::size_t count) {
            read_moved(post("/renames", std::move(body)), std::span(renames).subspan(first, count));
        });
}

void RestPipelineState::conclude(const std::string& report_json, const std::optional<std::string>& state_json)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().key("report").raw(report_json).key("state");
    if (state_json)
        out.raw(*state_json);
    else
        out.null();
    out.end_object();
    try {
        post("/conclusion", std::move(body));
    } catch (const LeaseLost&) {
        if (!concluded())
            throw;
    }
    set_lease({});
}

bool RestPipelineState::concluded()
{
    const http::Response answer = delivery_->deliver(
        {http::Method::get, "/api/v1/runs/" + http::percent_encode(run_id_) + "?pipeline=" + pipeline_});
    if (!succeeded(answer))
        return false;
    const auto document = read_object(answer);
    return document.contains("report") && document["report"].is_object();
}

void RestPipelineState::abandon() noexcept
{
    if (lease().empty())
        return;
    try {
        heartbeat_->deliver({http::Method::delete_, target("/lease")});
    } catch (const Error& error) {
        log::warn("the pipeline's lease could not be given back, it ends by itself",
                  {{"reason", error.what()}});
    }
    set_lease({});
}

} // namespace colophon::ingest
