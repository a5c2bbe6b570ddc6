// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/aspects.hpp>
#include <colophon/connector.hpp>
#include <functional>
#include <string>

namespace colophon {

/// A connector that follows a test's script.
class FakeConnector : public Connector {
public:
    using Script = std::function<void(Emitter&, const std::stop_token&)>;

    explicit FakeConnector(Script script) : script_(std::move(script))
    {
        report.verdict = AuditReport::Verdict::clean;
    }

    AuditReport audit() override
    {
        if (on_audit)
            on_audit();
        return report;
    }

    void extract(Emitter& out, std::stop_token stop) override
    {
        extracted = true;
        script_(out, stop);
    }

    AuditReport report = {};
    std::function<void()> on_audit = {};
    bool extracted = false;

private:
    Script script_;
};

/// The status of the n-th table, whose name is Korean.
inline Proposal table_proposal(std::uint64_t number)
{
    return {Urn::dataset("postgres", "차량.예약_" + std::to_string(number), "PROD"), to_aspect(Status{})};
}

} // namespace colophon
