// SPDX-License-Identifier: Apache-2.0
#include "app/search_output.hpp"

#include "app/table.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

namespace colophon::app {
namespace {

struct ReadingSentence {
    std::string_view reading;
    std::string_view sentence;
};
constexpr std::array sentences{
    ReadingSentence{"all_but_one", "Nothing has all of the words; these have all but one of them."},
    ReadingSentence{"fuzzy", "Nothing has these words; these have words that are written nearly so."},
    ReadingSentence{"initials", "Nothing has these words; read as initial consonants they find these."},
    ReadingSentence{"keyboard", "Nothing has these words; typed with the other keyboard they find these."},
    ReadingSentence{"spacing", "Nothing has this in one word; written with spaces it finds these."}};

std::string sentence_of(const std::string& reading)
{
    for (const auto& row : sentences)
        if (row.reading == reading)
            return std::string(row.sentence);
    return "Nothing matched exactly; these come close (" + printable(reading) + ").";
}

/// The columns and words that made it a hit, as in `column reservation_id`.
std::string matches_of(const nlohmann::json& hit)
{
    std::string text;
    for (const auto& match : hit["matches"]) {
        const auto field = match["field"].get<std::string>();
        const auto value = match["value"].get<std::string>();
        if (field != "name" && field != "qualified_name" && value != hit.value("column", ""))
            text.append(text.empty() ? "" : ", ").append(field + " " + value);
    }
    return text;
}

/// What people should know before they use it.
std::string notes_of(const nlohmann::json& hit)
{
    std::string notes;
    for (const auto* flag : {"deprecated", "removed"})
        if (hit.value(flag, false))
            notes.append(notes.empty() ? "" : ", ").append(flag);
    if (const auto usage = hit.value("usage", 0); usage > 0)
        notes.append(notes.empty() ? "" : ", ").append(std::to_string(usage) + " queries");
    return notes;
}

std::string kind_of(const nlohmann::json& hit)
{
    return lower(hit.value("sub_type", hit["type"].get<std::string>()));
}

void print_hits(std::ostream& out, const nlohmann::json& hits)
{
    const bool columns = hits.front().contains("column");
    Table table(columns ? std::vector<std::string>{"COLUMN", "OF", "PLATFORM", "QUALIFIED NAME", "MATCHES"}
                        : std::vector<std::string>{"NAME", "TYPE", "PLATFORM", "QUALIFIED NAME", "NOTES",
                                                   "DESCRIPTION", "MATCHES"});
    for (const auto& hit : hits)
        if (columns)
            table.add({hit.value("column", ""), hit["name"], hit.value("platform", ""),
                       hit.value("qualified_name", ""), matches_of(hit)});
        else
            table.add({hit["name"], kind_of(hit), hit.value("platform", ""), hit.value("qualified_name", ""),
                       notes_of(hit), hit.value("description", ""), matches_of(hit)});
    table.print(out);
}

void print_explanations(std::ostream& out, const nlohmann::json& hits)
{
    if (!hits.front().contains("explanation"))
        return;
    out << '\n';
    for (const auto& hit : hits) {
        out << printable(hit["name"].get<std::string>()) << "  " << hit["score"].dump() << " =";
        for (const auto& [part, score] : hit["explanation"].items())
            out << ' ' << printable(part) << ' ' << score.dump();
        out << '\n';
    }
}

void print_facets(std::ostream& out, const nlohmann::json& facets)
{
    for (const auto& [facet, counts] : facets.items()) {
        if (counts["values"].empty())
            continue;
        out << '\n';
        std::string title = facet;
        for (char& c : title)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        Table table({title, "COUNT", "VALUE"});
        for (const auto& row : counts["values"]) {
            const auto value = row["value"].get<std::string>();
            const auto label = row.value("label", value);
            table.add({label, row["count"].dump(), label == value ? "" : value});
        }
        table.print(out);
        if (counts["more"].get<bool>())
            out << "and others\n";
    }
}

} // namespace

void print_search_page(std::ostream& out, const nlohmann::json& page)
{
    if (page.contains("did_you_mean"))
        out << "Did you mean: " << printable(page["did_you_mean"].get<std::string>()) << "\n\n";
    const auto& hits = page["hits"];
    if (page["total"] == 0) {
        out << "Nothing found. Try fewer words, or `colophon search '*'` to see everything.\n";
        return;
    }
    if (page.contains("relaxed"))
        out << sentence_of(page["relaxed"].get<std::string>()) << "\n\n";
    if (!hits.empty()) {
        print_hits(out, hits);
        print_explanations(out, hits);
    }
    print_facets(out, page["facets"]);
    out << '\n' << hits.size() << " of " << page["total"] << " in " << page["took_ms"] << " ms\n";
    if (page.contains("next"))
        out << "More: --cursor " << page["next"].get<std::string>() << '\n';
}

} // namespace colophon::app
