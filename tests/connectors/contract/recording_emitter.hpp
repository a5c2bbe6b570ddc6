// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::contract {

/// Keeps everything that a connector says.
class RecordingEmitter : public Emitter {
public:
    void emit(Proposal proposal) override
    {
        proposals.push_back(std::move(proposal));
        if (on_emit)
            std::exchange(on_emit, nullptr)();
    }
    void warn(std::string_view subject, std::string_view message) override
    {
        warnings.push_back(std::string(subject) + ": " + std::string(message));
    }
    void fail(std::string_view subject, std::string_view message) override
    {
        failures.push_back(std::string(subject) + ": " + std::string(message));
    }
    void identify(const Urn& urn, std::string_view stable_id) override
    {
        EXPECT_TRUE(identities.emplace(urn.str(), stable_id).second) << urn.str();
    }
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}

    const Proposal* find(std::string_view urn_part, std::string_view aspect) const
    {
        for (const Proposal& proposal : proposals)
            if (proposal.aspect.name == aspect && proposal.urn.str().find(urn_part) != std::string::npos)
                return &proposal;
        return nullptr;
    }
    std::string json(std::string_view urn_part, std::string_view aspect) const
    {
        const Proposal* found = find(urn_part, aspect);
        return found == nullptr ? std::string() : found->aspect.json;
    }

    std::function<void()> on_emit; ///< called once, after the first proposal
    std::vector<Proposal> proposals;
    std::map<std::string, std::string> identities; ///< stable ids by URN
    std::vector<std::string> warnings;
    std::vector<std::string> failures;
};

/// All that the connector says, without its audit.
inline RecordingEmitter extracted(Connector& connector)
{
    RecordingEmitter out;
    connector.extract(out, {});
    return out;
}

} // namespace colophon::contract
