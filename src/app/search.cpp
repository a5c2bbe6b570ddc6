// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/search_output.hpp"
#include "app/search_words.hpp"
#include "app/server_client.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto flags = with_client_flags(std::array{
    Option{"filter", Option::Type::list, "", "Only FACET=VALUE, as in platform=mysql; may be repeated."},
    Option{"type", Option::Type::list, "", "Only this type; column: columns, each with its table."},
    Option{"limit", Option::Type::integer, "20", "Hits to show, at most 1000."},
    Option{"cursor", Option::Type::text, "", "Where the page before ended."},
    Option{"sort", Option::Type::choice, "relevance", "Order of the hits.", false,
           "relevance|name|updated|usage"},
    Option{"fuzzy", Option::Type::boolean, "", "Words that are nearly right match too."},
    Option{"removed", Option::Type::boolean, "", "Find soft-deleted entities too."},
    Option{"facets", Option::Type::text, "", "Count these too, as in type,platform."},
    Option{"explain", Option::Type::boolean, "", "Show the parts of each score."},
    Option{"synonyms", Option::Type::text, "",
           "Put the list in this file (- is standard input) in place of the server's: a group on each line, "
           "members between commas, # comments."},
    Option{"show-synonyms", Option::Type::boolean, "", "Print that list."},
    Option{"report", Option::Type::boolean, "", "Print what people looked for in vain."}});

/// What a search is asked with, by the names that the server knows.
using Asked = std::vector<std::pair<std::string, std::string>>;

Asked asked_of(const Arguments& arguments)
{
    const auto& given = arguments.flags;
    std::string text;
    for (const auto& word : arguments.words)
        text.append(text.empty() ? "" : " ").append(word);
    Asked asked{{"q", text}};
    for (const auto& filter : given.list("filter")) {
        const auto equals = filter.find('=');
        if (equals == std::string::npos)
            throw Error(Errc::invalid_argument, "a filter is FACET=VALUE, as in platform=mysql: " + filter);
        asked.emplace_back(filter.substr(0, equals), filter.substr(equals + 1));
    }
    for (const auto& type : given.list("type"))
        asked.emplace_back("type", type);
    asked.emplace_back("limit", std::to_string(given.integer("limit")));
    asked.emplace_back("sort", given.text("sort"));
    // Nobody sees facets in a table that did not ask for them, and they cost the server most of its work.
    asked.emplace_back("facets",
                       given.given("facets") || given.boolean("json") ? given.text("facets") : "none");
    if (asked.back().second.empty())
        asked.pop_back();
    if (given.given("cursor"))
        asked.emplace_back("cursor", given.text("cursor"));
    for (const std::string_view name : {"fuzzy", "removed", "explain"})
        if (given.boolean(name))
            asked.emplace_back(name, "true");
    return asked;
}

std::string target_of(const Asked& asked)
{
    std::string target = "/api/v1/search";
    for (const auto& [name, value] : asked)
        target.append(target.ends_with("search") ? "?" : "&")
            .append(http::percent_encode(name))
            .append("=")
            .append(http::percent_encode(value));
    return target;
}

std::string body_of(const Asked& asked)
{
    auto body = nlohmann::json::object();
    for (const auto& [name, value] : asked) {
        auto& member = body[name];
        if (member.is_null())
            member = value;
        else if (member.is_array())
            member.push_back(value);
        else
            member = nlohmann::json::array({member, value});
    }
    return body.dump();
}

/// By address as long as one can carry it.
http::Client::Call call_of(const Asked& asked)
{
    constexpr std::size_t longest_target = 6'000;
    auto target = target_of(asked);
    if (target.size() <= longest_target)
        return {.target = std::move(target)};
    return {.method = http::Method::post, .target = "/api/v1/search", .body = body_of(asked)};
}

int run(const Arguments& arguments)
{
    if (const auto done = run_search_words(arguments))
        return *done;
    if (arguments.words.empty())
        throw Error(Errc::invalid_argument,
                    "say what to look for, as in `colophon search 예약`, or '*' for everything");
    ServerClient server(arguments.flags);
    const auto body = server.call(call_of(asked_of(arguments)));
    if (arguments.flags.boolean("json"))
        std::cout << body << '\n';
    else
        print_search_page(std::cout, nlohmann::json::parse(body));
    return exit_ok;
}

} // namespace

const Command search_command{
    "search",
    "Find tables, columns and everything else.",
    "WORDS…",
    0,
    100,
    flags,
    "colophon search 예약 --filter platform=postgres\n"
    "  colophon search reservation id --type column\n"
    "  colophon search '\"daily report\" -test usage>=100' --sort usage --explain\n"
    "  colophon search '*' --facets type,platform,container --limit 1\n"
    "  colophon search --show-synonyms > words.txt; colophon search --synonyms words.txt",
    run};

} // namespace colophon::app
