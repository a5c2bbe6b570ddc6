// SPDX-License-Identifier: Apache-2.0
#include "app/search_words.hpp"

#include "app/server_client.hpp"
#include "app/table.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr std::string_view synonyms_path = "/api/v1/search/synonyms";

std::string read_list(const std::string& name)
{
    if (name == "-")
        return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    std::ifstream file(name, std::ios::binary);
    if (!file)
        throw Error(Errc::invalid_argument, "cannot be read: " + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int write_synonyms(const Settings& flags)
{
    const auto list = read_list(flags.text("synonyms"));
    ServerClient server(flags);
    const auto body = server.call({.method = http::Method::put,
                                   .target = std::string(synonyms_path),
                                   .body = list,
                                   .content_type = "text/plain; charset=utf-8"});
    if (flags.boolean("json"))
        std::cout << body << '\n';
    else
        std::cout << nlohmann::json::parse(body)["groups"].size()
                  << " groups of synonyms; the next search reads them.\n";
    return exit_ok;
}

int show_synonyms(const Settings& flags)
{
    ServerClient server(flags);
    const bool json = flags.boolean("json");
    std::cout << server.call({.target = std::string(synonyms_path) + (json ? "" : "?format=text")})
              << (json ? "\n" : "");
    return exit_ok;
}

void print_rows(const nlohmann::json& rows, std::string_view title)
{
    if (rows.empty())
        return;
    std::cout << '\n' << title << '\n';
    Table table({"TIMES", "LOOKED FOR", "LAST"});
    for (const auto& row : rows)
        table.add({row["count"].dump(), row["text"], row["last"].get<std::string>().substr(0, 16)});
    table.print(std::cout);
}

int show_report(const Settings& flags)
{
    ServerClient server(flags);
    const auto body = server.call({.target = "/api/v1/search/report"});
    if (flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    const auto report = nlohmann::json::parse(body);
    std::cout << "Since " << report["since"].get<std::string>() << ", seen in at least "
              << report["least"].dump() << " different minutes:\n";
    if (report["empty"].empty() && report["relaxed"].empty())
        std::cout << "nothing that was looked for in vain.\n";
    print_rows(report["empty"], "Nothing was found for");
    print_rows(report["relaxed"], "Found only by a looser reading");
    return exit_ok;
}

} // namespace

std::optional<int> run_search_words(const Arguments& arguments)
{
    const auto& flags = arguments.flags;
    const std::array asked{flags.given("synonyms"), flags.boolean("show-synonyms"), flags.boolean("report")};
    const auto many = std::count(asked.begin(), asked.end(), true);
    if (many == 0)
        return std::nullopt;
    if (many > 1 || !arguments.words.empty())
        throw Error(Errc::invalid_argument,
                    "--synonyms, --show-synonyms and --report stand alone, without words to look for");
    return asked[0] ? write_synonyms(flags) : asked[1] ? show_synonyms(flags) : show_report(flags);
}

} // namespace colophon::app
