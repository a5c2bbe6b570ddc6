// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fingerprint.hpp"
#include "service/catalog_fixture.hpp"

#include <map>

namespace colophon {

/// A catalog, its pipelines, and short ways to say who writes what.
class PipelineFixture : public CatalogFixture {
public:
    using Document = std::map<std::string, std::string>; ///< JSON by the name of the aspect

    static Proposal raw(const Urn& urn, std::string aspect, std::string json, const std::string& run = {},
                        const std::string& pipeline = "매일")
    {
        Proposal proposal{urn, value_or_throw(canonical_aspect(EntityRegistry::builtin(), urn,
                                                               {std::move(aspect), std::move(json)}))};
        if (!run.empty())
            proposal.system = {0, run, pipeline, {}};
        return proposal;
    }
    static Proposal removal(const Urn& urn, std::string aspect, const std::string& run = {},
                            const std::string& pipeline = "매일")
    {
        Proposal proposal{urn, {std::move(aspect), {}}, ChangeType::remove};
        if (!run.empty())
            proposal.system = {0, run, pipeline, {}};
        return proposal;
    }
    static std::string described(const std::string& text)
    {
        return R"({"customProperties":{},"description":")" + text + R"("})";
    }
    static std::string status(bool removed)
    {
        return std::string(R"({"removed":)") + (removed ? "true}" : "false}");
    }
    static std::string tagged(const std::string& tag)
    {
        return R"({"tags":[{"tag":"urn:li:tag:)" + tag + R"("}]})";
    }
    static std::string profile(int rows, std::int64_t time_ms)
    {
        return R"({"rowCount":)" + std::to_string(rows) + R"(,"timestampMillis":)" + std::to_string(time_ms) +
               "}";
    }

    std::string take(const std::string& run, const std::string& pipeline = "매일")
    {
        return pipelines->take_lease(writer, pipeline, run, "호스트:1");
    }
    void claim(const std::string& lease, const std::vector<Urn>& urns, const std::string& pipeline = "매일")
    {
        std::vector<store::Claim> claims;
        for (const auto& urn : urns)
            claims.push_back({urn});
        pipelines->claim(writer, pipeline, lease, std::move(claims));
    }
    std::vector<Urn> claimed(const std::string& pipeline = "매일") const
    {
        std::vector<Urn> urns;
        for (const auto& claim : pipelines->claims(pipeline, "", 10'000))
            urns.push_back(claim.urn);
        return urns;
    }

    /// Nothing where there is no such entity.
    std::optional<Document> document(const Urn& urn) const
    {
        const auto entity = catalog->find(urn, {});
        if (!entity)
            return std::nullopt;
        Document document;
        for (const auto& stored : entity->aspects)
            document[stored.aspect.name] = stored.aspect.json;
        for (const auto& point : catalog->timeseries(urn, "datasetProfile", {}))
            document["datasetProfile@" + std::to_string(point.timestamp_ms)] = point.json;
        return document;
    }
    std::string json_of(const Urn& urn, const std::string& aspect) const
    {
        const auto all = document(urn);
        return all && all->contains(aspect) ? all->at(aspect) : std::string();
    }
};

} // namespace colophon
