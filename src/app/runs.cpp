// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/printable.hpp"
#include "http/uri.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

using nlohmann::json;

constexpr auto runs_flags = with_client_flags(
    std::array{Option{"pipeline", Option::Type::text, "", "Only of this pipeline."},
               Option{"limit", Option::Type::integer, "20", "How many runs, or changes, to show (-n)."}});

std::string text_at(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null())
        return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string or_dash(std::string text)
{
    return text.empty() ? "-" : text;
}

/// `/api/v1/runs…` with what the flags add.
std::string target(const Arguments& arguments, const std::string& below, bool limited)
{
    std::string text = "/api/v1/runs" + below;
    char separator = '?';
    if (arguments.flags.given("pipeline")) {
        text += "?pipeline=" + http::percent_encode(arguments.flags.text("pipeline"));
        separator = '&';
    }
    if (limited)
        text += separator + ("limit=" + std::to_string(arguments.flags.integer("limit")));
    return text;
}

std::string below(const Arguments& arguments, const char* what = "")
{
    return '/' + http::percent_encode(arguments.words.at(1)) + what;
}

int list(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call({.target = target(arguments, "", true)});
    if (arguments.flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    Table table({"RUN", "PIPELINE", "OUTCOME", "BEGAN", "CHANGED", "POSITION"});
    const auto page = value_or_throw(parse_json(body));
    for (const auto& run : page.at("runs"))
        table.add({text_at(run, "id"), text_at(run, "pipeline"), or_dash(text_at(run, "outcome")),
                   text_at(run, "first"), text_at(run, "changed"), text_at(run, "last_position")});
    if (table.empty())
        std::cout << "No runs yet; `colophon ingest -c recipe.yaml` makes one.\n";
    else
        table.print(std::cout);
    return exit_ok;
}

void print_counts(const json& summary)
{
    Table table({"TYPE", "ADDED", "CHANGED", "RENAMED", "RESTORED", "REMOVED", "KEPT"});
    for (const auto& [type, counts] : summary.at("types").items())
        table.add({type, text_at(counts, "added"), text_at(counts, "changed"), text_at(counts, "renamed"),
                   text_at(counts, "restored"), text_at(counts, "removed"), text_at(counts, "kept")});
    if (!table.empty())
        table.print(std::cout);
}

void print_notes(const json& report, const char* name)
{
    const auto notes = report.find(name);
    if (notes == report.end() || !notes->is_object() || text_at(*notes, "total") == "0")
        return;
    std::cout << name << ": " << text_at(*notes, "total") << '\n';
    for (const auto& note : notes->at("first")) {
        const bool rejection = note.contains("urn");
        std::cout << "  " << printable(text_at(note, rejection ? "urn" : "subject")) << ": "
                  << printable(text_at(note, rejection ? "detail" : "message")) << '\n';
    }
}

void print_guard(const json& report)
{
    const auto removals = report.find("removals");
    if (removals == report.end() || removals->at("reasons").empty())
        return;
    std::cout << "guard: "
              << (removals->value("guarded", false) ? "nothing was removed" : "overruled by --allow-removals")
              << '\n';
    for (const auto& reason : removals->at("reasons"))
        std::cout << "  " << printable(reason.get<std::string>()) << '\n';
}

void print_report(const json& report)
{
    if (const auto summary = report.find("summary"); summary != report.end())
        print_counts(*summary);
    print_guard(report);
    for (const char* notes : {"rejected", "warnings", "failures", "differences"})
        print_notes(report, notes);
}

int show(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call({.target = target(arguments, below(arguments), false)});
    if (arguments.flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    const auto run = value_or_throw(parse_json(body));
    std::cout << "run       " << printable(text_at(run, "id")) << " of "
              << printable(text_at(run, "pipeline")) << "\noutcome   " << or_dash(text_at(run, "outcome"))
              << "\ntime      " << text_at(run, "first") << " to " << text_at(run, "last") << "\nchanged   "
              << text_at(run, "changed") << " aspects";
    if (text_at(run, "last_position") != "0")
        std::cout << ", positions " << text_at(run, "first_position") << " to "
                  << text_at(run, "last_position");
    std::cout << '\n';
    if (run.at("report").is_object())
        print_report(run.at("report"));
    else
        std::cout
            << "It left no report: it was broken off, is still at work, or was none of `colophon ingest`.\n";
    return exit_ok;
}

void print_field(const json& field)
{
    std::cout << "      " << printable(text_at(field, "path")) << "  ";
    if (field.at("from").is_null())
        std::cout << "+ " << printable(text_at(field, "to"));
    else if (field.at("to").is_null())
        std::cout << "- " << printable(text_at(field, "from"));
    else
        std::cout << printable(text_at(field, "from")) << " → " << printable(text_at(field, "to"));
    std::cout << '\n';
}

void print_change(const json& change)
{
    static const std::map<std::string, const char*> signs{{"add", "+"}, {"remove", "-"}, {"restore", "^"}};
    const auto sign = signs.find(text_at(change, "operation"));
    std::cout << (sign == signs.end() ? "~" : sign->second) << ' ' << printable(text_at(change, "urn"))
              << '\n';
    for (const auto& aspect : change.at("aspects")) {
        std::cout << "    " << printable(text_at(aspect, "name")) << '\n';
        if (sign == signs.end())
            for (const auto& field : aspect.at("fields"))
                print_field(field);
    }
}

int changes(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call({.target = target(arguments, below(arguments, "/changes"), true)});
    if (arguments.flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    const auto page = value_or_throw(parse_json(body));
    if (page.at("changes").empty())
        std::cout << "The run changed nothing.\n";
    for (const auto& change : page.at("changes"))
        print_change(change);
    if (!page.at("next").is_null())
        std::cout << "There are more; --limit shows up to 1000.\n";
    return exit_ok;
}

int roll_back(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call(
        {.method = http::Method::post, .target = target(arguments, below(arguments, "/rollback"), false)});
    if (arguments.flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    const auto result = value_or_throw(parse_json(body));
    std::cout << "Rolled back as run " << printable(text_at(result, "run")) << ": "
              << text_at(result, "restored") << " restored, " << text_at(result, "removed") << " removed, "
              << text_at(result, "kept_total") << " kept, position " << text_at(result, "position") << '\n';
    Table table({"KEPT", "ASPECT", "WHY"});
    for (const auto& row : result.at("kept"))
        table.add({text_at(row, "urn"), text_at(row, "aspect"), text_at(row, "reason")});
    if (!table.empty())
        table.print(std::cout);
    return exit_ok;
}

struct Verb {
    std::string_view name;
    std::size_t words;
    int (*run)(const Arguments& arguments);
};
constexpr std::array<Verb, 4> verbs{
    {{"list", 1, list}, {"show", 2, show}, {"changes", 2, changes}, {"rollback", 2, roll_back}}};

int run_runs(const Arguments& arguments)
{
    std::vector<std::string_view> names;
    for (const Verb& verb : verbs) {
        names.push_back(verb.name);
        if (verb.name != arguments.words[0])
            continue;
        if (verb.words != arguments.words.size())
            throw Error(Errc::invalid_argument,
                        "usage: colophon runs " + std::string(verb.name) + (verb.words > 1 ? " RUN" : ""));
        return verb.run(arguments);
    }
    throw Error(Errc::invalid_argument, "there are list, show, changes and rollback, not \"" +
                                            arguments.words[0] + "\"" +
                                            did_you_mean(arguments.words[0], names));
}

} // namespace

const Command runs_command{"runs",
                           "List runs, show what one did, or take it back.",
                           "list | show RUN | changes RUN | rollback RUN",
                           1,
                           2,
                           runs_flags,
                           "colophon runs list --pipeline carsharing\n"
                           "  colophon runs changes postgres-2026_07_03-10_00_00-x7k2m9\n"
                           "  colophon runs rollback postgres-2026_07_03-10_00_00-x7k2m9",
                           run_runs};

} // namespace colophon::app
