// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace colophon {

/// Keeps what a connector says.
class RecordingEmitter : public Emitter {
public:
    using Note = std::pair<std::string, std::string>; ///< subject, message

    void emit(Proposal proposal) override
    {
        if (on_emit)
            on_emit(proposal);
        proposals.push_back(std::move(proposal));
    }
    void warn(std::string_view subject, std::string_view message) override
    {
        warnings.emplace_back(subject, message);
    }
    void fail(std::string_view subject, std::string_view message) override
    {
        failures.emplace_back(subject, message);
    }
    void identify(const Urn& urn, std::string_view stable_id) override
    {
        identities.emplace_back(urn.str(), stable_id);
    }
    void progress(std::string_view stage, std::uint64_t done, std::uint64_t total) override
    {
        stages.emplace_back(std::string(stage), std::to_string(done) + '/' + std::to_string(total));
    }

    std::function<void(const Proposal&)> on_emit = {};
    std::vector<Proposal> proposals = {};
    std::vector<Note> warnings = {};
    std::vector<Note> failures = {};
    std::vector<Note> identities = {}; ///< URN, stable id
    std::vector<Note> stages = {};
};

} // namespace colophon
