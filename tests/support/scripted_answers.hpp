// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/rest_delivery.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace colophon {

constexpr std::int64_t scripted_now_seconds = 784'111'777; // Sun, 06 Nov 1994 08:49:37 GMT

inline http::Response answer(int status, std::string body = {}, std::string retry_after = {})
{
    http::Response response{status, std::move(body)};
    if (!retry_after.empty())
        response.headers.emplace_back("retry-after", retry_after);
    return response;
}

/// Stands for a connection that is refused.
inline const http::Response no_answer = answer(0);

/// A server that gives the answers of a script, the last one for ever.
struct ScriptedAnswers {
    std::vector<http::Response> answers;
    std::vector<http::Client::Call> calls = {};
    std::vector<ingest::Milliseconds> waits = {};
    std::size_t stop_at_wait = 1'000;

    http::Response send(const http::Client::Call& call)
    {
        calls.push_back(call);
        const http::Response& next = answers[std::min(calls.size(), answers.size()) - 1];
        if (next.status == 0)
            throw Error(Errc::unavailable, "connection refused: 127.0.0.1:1");
        return next;
    }

    ingest::RestDelivery::Transport transport()
    {
        return {[this](const auto& call) { return send(call); },
                [this](ingest::Milliseconds time) {
                    waits.push_back(time);
                    return waits.size() < stop_at_wait;
                },
                [] { return std::chrono::system_clock::from_time_t(scripted_now_seconds); }, 1};
    }

    std::shared_ptr<ingest::RestDelivery> delivery(unsigned max_retries = 5)
    {
        return std::make_shared<ingest::RestDelivery>(transport(), max_retries);
    }
};

} // namespace colophon
