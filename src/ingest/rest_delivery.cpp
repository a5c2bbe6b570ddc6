// SPDX-License-Identifier: Apache-2.0
#include "ingest/rest_delivery.hpp"

#include "core/log.hpp"
#include "ingest/exit_code.hpp"
#include "ingest/rest_answer.hpp"

#include <algorithm>
#include <strings.h>

namespace colophon::ingest {
namespace {

std::optional<Milliseconds> asked_pause(const http::Response& answer, const Clock& now)
{
    for (const auto& [name, value] : answer.headers)
        if (::strcasecmp(name.c_str(), "Retry-After") == 0)
            return http::parse_retry_after(value, now());
    return std::nullopt;
}

} // namespace

RestDelivery::RestDelivery(Transport transport, unsigned max_retries)
    : transport_(std::move(transport)), max_retries_(max_retries), backoff_(transport_.seed)
{
}

http::Response RestDelivery::deliver(const http::Client::Call& call)
{
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

void RestDelivery::pause(unsigned attempt, unsigned attempts, const Error& reason,
                         std::optional<Milliseconds> asked)
{
    const Milliseconds wait = backoff_.next(attempt, asked);
    const bool last = attempt >= attempts || (asked && *asked > http::Backoff::longest_asked);
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
