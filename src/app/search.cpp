// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "core/text.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto flags = with_client_flags(std::array{
    Option{"filter", Option::Type::list, "", "Only FACET=VALUE, as in platform=mysql; may be repeated."},
    Option{"limit", Option::Type::integer, "20", "Hits to show, at most 1000."},
    Option{"cursor", Option::Type::text, "", "Where the page before ended."},
    Option{"sort", Option::Type::choice, "relevance", "Order of the hits.", false, "relevance|name|updated"},
    Option{"removed", Option::Type::boolean, "", "Find soft-deleted entities too."},
    Option{"explain", Option::Type::boolean, "", "Show the parts of each score (with --json)."}});

std::string target_of(const Arguments& arguments)
{
    std::string text;
    for (const auto& word : arguments.words)
        text.append(text.empty() ? "" : " ").append(word);
    std::string target = "/api/v1/search?q=" + http::percent_encode(text);
    const auto add = [&](std::string_view name, const std::string& value) {
        target.append("&").append(http::percent_encode(name)).append("=").append(http::percent_encode(value));
    };
    for (const auto& filter : arguments.flags.list("filter")) {
        const auto equals = filter.find('=');
        if (equals == std::string::npos)
            throw Error(Errc::invalid_argument, "a filter is FACET=VALUE, as in platform=mysql: " + filter);
        add(filter.substr(0, equals), filter.substr(equals + 1));
    }
    add("limit", std::to_string(arguments.flags.integer("limit")));
    add("sort", arguments.flags.text("sort"));
    if (arguments.flags.given("cursor"))
        add("cursor", arguments.flags.text("cursor"));
    for (const std::string_view name : {"removed", "explain"})
        if (arguments.flags.boolean(name))
            add(name, "true");
    return target;
}

/// The columns and words that made it a hit, as in `column reservation_id`.
std::string matches_of(const nlohmann::json& hit)
{
    std::string text;
    for (const auto& match : hit["matches"]) {
        const auto field = match["field"].get<std::string>();
        if (field != "name" && field != "qualified_name")
            text.append(text.empty() ? "" : ", ").append(field + " " + match["value"].get<std::string>());
    }
    return text;
}

void print_page(const nlohmann::json& page)
{
    if (page["hits"].empty()) {
        std::cout << "Nothing found. Try fewer words, or `colophon search '*'` to see everything.\n";
        return;
    }
    if (page.contains("relaxed"))
        std::cout << "No exact match; found with a looser reading: " << page["relaxed"].get<std::string>()
                  << "\n\n";
    Table table({"NAME", "TYPE", "PLATFORM", "QUALIFIED NAME", "DESCRIPTION", "MATCHES"});
    for (const auto& hit : page["hits"])
        table.add({hit["name"], lower(hit.value("sub_type", hit["type"].get<std::string>())),
                   hit.value("platform", ""), hit.value("qualified_name", ""), hit.value("description", ""),
                   matches_of(hit)});
    table.print(std::cout);
    std::cout << '\n'
              << page["hits"].size() << " of " << page["total"] << " in " << page["took_ms"] << " ms\n";
    if (page.contains("next"))
        std::cout << "More: --cursor " << page["next"].get<std::string>() << '\n';
}

int run(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call({.target = target_of(arguments)});
    if (arguments.flags.boolean("json"))
        std::cout << body << '\n';
    else
        print_page(nlohmann::json::parse(body));
    return exit_ok;
}

} // namespace

const Command search_command{"search", "Find tables, columns and everything else.",       "WORDS…", 1, 100,
                             flags,    "colophon search 예약 --filter platform=postgres", run};

} // namespace colophon::app
