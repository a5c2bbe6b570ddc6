// SPDX-License-Identifier: Apache-2.0
#include "ingest/rest_sink.hpp"

#include "core/log.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/exit_code.hpp"
#include "ingest/rest_answer.hpp"

#include <algorithm>
#include <optional>
#include <strings.h>

namespace colophon::ingest {
namespace {

std::optional<Milliseconds> asked_pause(const http::Response& answer, const Clock& now)
{
    for (const auto& [name, value] : answer.headers)
        if (::strcasecmp(name.c_str(), "Retry-After") == 0)
            return parse_retry_after(value, now());
    return std::nullopt;
}

/// Puts the outcome of a part of a batch, which began at `offset`, to that of the whole.
void merge(Sink::Written& whole, Sink::Written part, std::size_t offset)
{
    whole.accepted += part.accepted;
    whole.unchanged += part.unchanged;
    whole.position = std::max(whole.position, part.position);
    for (Sink::Rejected& rejected : part.rejected) {
        rejected.index += offset;
        whole.rejected.push_back(std::move(rejected));
    }
}

} // namespace

RestSink::RestSink(Transport transport, unsigned max_retries)
    : transport_(std::move(transport)), max_retries_(max_retries), backoff_(transport_.seed)
{
}

Sink::Written RestSink::write(std::span<const Proposal> batch)
{
    std::vector<std::string> lines(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        JsonWriter out(lines[i]);
        encode_proposal(out, batch[i]);
        lines[i] += '\n';
    }
    Written written = send_lines(lines);
    for (Rejected& rejected : written.rejected)
        if (rejected.urn.empty()) {
            rejected.urn = batch[rejected.index].urn.str();
            rejected.aspect = batch[rejected.index].aspect.name;
        }
    return written;
}

Sink::Written RestSink::send_lines(std::span<const std::string> lines)
{
    std::string body;
    for (const std::string& line : lines)
        body += line;
    const http::Response answer = deliver(std::move(body));
    switch (kind_of(answer.status)) {
    case AnswerKind::outcome:
        return read_outcome(answer, lines.size());
    case AnswerKind::too_large:
        return send_halves(lines, answer);
    default:
        throw error_of(answer);
    }
}

Sink::Written RestSink::send_halves(std::span<const std::string> lines, const http::Response& refusal)
{
    Written written;
    if (lines.size() < 2) {
        written.rejected.push_back({0, {}, {}, {}, error_of(refusal).what()});
        return written;
    }
    const std::size_t half = lines.size() / 2;
    merge(written, send_lines(lines.first(half)), 0);
    merge(written, send_lines(lines.subspan(half)), half);
    return written;
}

http::Response RestSink::deliver(std::string body)
{
    const http::Client::Call call{http::Method::post, "/api/v1/proposals", std::move(body),
                                  "application/x-ndjson"};
    unsigned times_full = 0;
    for (unsigned attempt = 0;; ++attempt) {
        http::Response answer;
        try {
            answer = transport_.send(call);
        } catch (const Error& error) {
            if (error.code() != Errc::unavailable)
                throw;
            pause(attempt, max_retries_, error);
            continue;
        }
        const AnswerKind kind = kind_of(answer.status);
        if (kind == AnswerKind::try_again)
            pause(attempt, max_retries_, TryAgain(error_of(answer).what()),
                  asked_pause(answer, transport_.now));
        else if (kind == AnswerKind::full)
            pause(times_full++, std::min(max_retries_, attempts_when_full - 1), error_of(answer),
                  asked_pause(answer, transport_.now));
        else
            return answer;
    }
}

void RestSink::pause(unsigned attempt, unsigned attempts, const Error& reason,
                     std::optional<Milliseconds> asked)
{
    const Milliseconds wait = backoff_.next(attempt, asked);
    const bool last = attempt >= attempts || (asked && *asked > Backoff::longest_asked);
    if (!last)
        log::warn("the server will be asked again",
                  {{"in_ms", std::to_string(wait.count())}, {"reason", reason.what()}});
    if (!last && transport_.wait(wait))
        return;
    if (dynamic_cast<const TryAgain*>(&reason) != nullptr)
        throw TryAgain(reason.what());
    throw reason;
}

} // namespace colophon::ingest
