// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <string>
#include <utility>
#include <vector>

namespace colophon::search {

/// A data set with nothing but what a test says of it.
inline SearchDocument data_set(const std::string& urn, const std::string& name,
                               std::vector<std::string> columns = {}, const std::string& description = "")
{
    SearchDocument document;
    document.urn = urn;
    document.type = "dataset";
    document.name = name;
    document.qualified_name = "carsharing.ops." + name;
    document.platform = "postgres";
    document.env = "PROD";
    document.description = description;
    for (std::string& column : columns)
        document.texts.push_back({Field::column, std::move(column)});
    document.values = {{Facet::type, "dataset"},
                       {Facet::platform, "postgres"},
                       {Facet::has_description, description.empty() ? "false" : "true"}};
    return document;
}

inline SearchQuery query(std::string text)
{
    SearchQuery query;
    query.text = std::move(text);
    return query;
}

inline IndexDelta delta(std::vector<SearchDocument> upserts, std::vector<std::string> removals = {},
                        Position position = 1)
{
    return {std::move(upserts), std::move(removals), position};
}

inline std::vector<std::string> urns(const SearchPage& page)
{
    std::vector<std::string> urns;
    for (const Hit& hit : page.hits)
        urns.push_back(hit.urn);
    return urns;
}

inline std::vector<SearchDocument> documents(const SearchIndex& index)
{
    std::vector<SearchDocument> documents;
    index.scan([&documents](const SearchDocument& document) {
        documents.push_back(document);
        return true;
    });
    return documents;
}

} // namespace colophon::search
