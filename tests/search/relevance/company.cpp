// SPDX-License-Identifier: Apache-2.0
#include "search/relevance/company.hpp"

#include "search/relevance/text_file.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

constexpr std::int64_t today_ms = 1'764'000'000'000;
constexpr std::int64_t day_ms = 86'400'000;

/// What stands above the lines of one database.
struct Section {
    std::string alias, type, platform, path, domain, owner;
};

/// One line: a table, a dashboard, a job.
struct Entry {
    std::string name, description, owner, sub_type = "Table";
    std::vector<std::string> columns, tags, terms, copies;
    std::uint32_t usage = 0;
    std::uint32_t downstream = 0;
    bool deprecated = false;
    std::int64_t age_days = 1;
};

/// What becomes of a table elsewhere: a copy in the warehouse, a topic, or what somebody left behind.
struct Copy {
    std::string_view mark, alias, platform, path; ///< no alias: beside the original
    std::string_view before, after;               ///< of the name; `$` is the alias of the original
    std::string_view description;                 ///< after the original's name; empty: nobody wrote one
    std::uint32_t usage_share;                    ///< the original's usage is divided by this
    std::uint32_t downstream;
    std::int64_t age_days;
};
constexpr auto copies = std::to_array<Copy>({
    {"raw", "raw", "bigquery", "nanumcar.raw", "$_", "", " 원본 그대로 (raw copy)", 20, 1, 1},
    {"stg", "stg", "bigquery", "nanumcar.staging", "stg_$__", "", " 을 정리한 것 (cleaned)", 12, 2, 1},
    {"snap", "snap", "bigquery", "nanumcar.snapshots", "snap_$_", "", " 의 날마다 한 벌 (daily snapshot)", 60,
     1, 1},
    {"cdc", "cdc", "kafka", "", "cdc.$.", "", " 의 변경 (change data capture)", 30, 1, 1},
    {"backup", "", "", "", "", "_backup_20240101", "", 1500, 0, 690},
    {"old", "", "", "", "", "_old", "", 1000, 0, 900},
    {"tmp", "", "", "", "tmp_", "", "", 1200, 0, 400},
    {"test", "", "", "", "", "_test", "", 900, 0, 500},
});

std::string replaced(std::string_view pattern, const std::string& alias)
{
    std::string text(pattern);
    if (const std::size_t at = text.find('$'); at != std::string::npos)
        text.replace(at, 1, alias);
    return text;
}

class Reader {
public:
    explicit Reader(const std::filesystem::path& folder)
    {
        read_columns(folder / "columns.txt");
        read_vocabulary(folder / "vocabulary.txt");
        for (const char* file : {"operations.txt", "warehouse.txt"})
            read_entries(folder / file);
    }

    Company take() { return std::move(company_); }

private:
    void read_columns(const std::filesystem::path& file)
    {
        for (const FileLine& line : read_lines(file)) {
            if (line.text.front() == '@') {
                const auto sides = split(line.text, '=');
                column_sets_[sides.at(0)] = words_of(sides.at(1));
            } else {
                const auto parts = split(line.text, '|');
                column_descriptions_[parts.at(0)] = parts.at(1);
            }
        }
    }

    void read_vocabulary(const std::filesystem::path& file)
    {
        Section section;
        for (const FileLine& line : read_lines(file)) {
            if (line.text.front() == '=') {
                const auto words = words_of(line.text.substr(1));
                section = {words.at(0), words.at(1), "", "", "", ""};
                continue;
            }
            const auto parts = split(line.text, '|');
            if (parts.size() != 3)
                refuse(line, "expected `name | title | description`");
            SearchDocument document;
            document.urn = "urn:li:" + section.type + ":" + parts[0];
            document.type = section.type;
            document.name = parts[1];
            if (section.alias != "domain" && section.alias != "term")
                document.qualified_name = parts[0];
            document.description = parts[2];
            titles_[section.alias + "." + parts[0]] = parts[1];
            keep(section.alias + "." + parts[0], std::move(document), line);
        }
    }

    void read_entries(const std::filesystem::path& file)
    {
        Section section;
        for (const FileLine& line : read_lines(file)) {
            if (line.text.front() != '=') {
                add(section, read_entry(line, section), line);
                continue;
            }
            auto words = words_of(line.text.substr(1));
            if (words.size() < 5)
                refuse(line, "expected `= alias type platform path domain [owner]`");
            words.resize(6);
            section = {words[0], words[1], words[2], words[3] == "-" ? "" : words[3], words[4], words[5]};
        }
    }

    Entry read_entry(const FileLine& line, const Section& section)
    {
        const auto parts = split(line.text, '|');
        if (parts.size() != 4)
            refuse(line, "expected `name | marks | columns | description`");
        Entry entry;
        entry.name = parts[0];
        entry.owner = section.owner;
        entry.description = parts[3];
        if (section.type != "dataset")
            entry.sub_type = "";
        for (const std::string& mark : words_of(parts[1]))
            take_mark(entry, mark, line);
        for (const std::string& column : words_of(parts[2]))
            if (column.front() == '@')
                for (const std::string& each : known(column_sets_, column, line))
                    take_column(entry, each);
            else
                take_column(entry, column);
        return entry;
    }

    static void take_column(Entry& entry, const std::string& column)
    {
        if (std::ranges::find(entry.columns, column) == entry.columns.end())
            entry.columns.push_back(column);
    }

    void take_mark(Entry& entry, const std::string& mark, const FileLine& line)
    {
        const std::string rest = mark.substr(1);
        switch (mark.front()) {
        case 'u':
            entry.usage = static_cast<std::uint32_t>(std::stoul(rest));
            return;
        case 'd':
            entry.downstream = static_cast<std::uint32_t>(std::stoul(rest));
            return;
        case '@':
            entry.owner = rest;
            known(titles_, "person." + rest, line);
            return;
        case '#':
            entry.tags.push_back(rest);
            known(titles_, "tag." + rest, line);
            return;
        case '%':
            entry.terms.push_back(rest);
            known(titles_, "term." + rest, line);
            return;
        case '~':
            entry.sub_type = rest;
            return;
        case '!':
            entry.deprecated = true;
            entry.age_days = 800;
            return;
        case '+':
            entry.copies.push_back(rest);
            return;
        default:
            refuse(line, "unknown mark: " + mark);
        }
    }

    template <typename Value>
    static const Value& known(const std::map<std::string, Value>& all, const std::string& name,
                              const FileLine& line)
    {
        const auto found = all.find(name);
        if (found == all.end())
            refuse(line, "unknown name: " + name);
        return found->second;
    }

    void add(const Section& section, const Entry& entry, const FileLine& line)
    {
        keep(section.alias + "." + entry.name, document_of(section, entry), line);
        for (const std::string& mark : entry.copies) {
            const auto* const copy = std::ranges::find(copies, std::string_view(mark), &Copy::mark);
            if (copy == copies.end())
                refuse(line, "unknown copy: " + mark);
            add_copy(section, entry, *copy, line);
        }
    }

    void add_copy(const Section& section, const Entry& original, const Copy& copy, const FileLine& line)
    {
        Section place = section;
        Entry entry = original;
        if (!copy.alias.empty()) {
            place = {std::string(copy.alias), "dataset",  std::string(copy.platform),
                     std::string(copy.path),  "platform", "yoon.jaeho"};
            for (const std::string& column : column_sets_.at("@etl"))
                entry.columns.push_back(column);
            entry.sub_type = copy.platform == "kafka" ? "Topic" : "Table";
        }
        entry.name = replaced(copy.before, section.alias) + original.name + std::string(copy.after);
        entry.owner = place.alias == section.alias ? "" : place.owner;
        entry.description = copy.description.empty()
                                ? ""
                                : section.alias + "." + original.name + std::string(copy.description);
        std::erase_if(entry.tags, [](const std::string& tag) { return tag == "core" || tag == "certified"; });
        entry.terms.clear();
        entry.usage = original.usage / copy.usage_share;
        entry.downstream = copy.downstream;
        entry.age_days = copy.age_days;
        keep(place.alias + "." + entry.name, document_of(place, entry), line);
    }

    SearchDocument document_of(const Section& section, const Entry& entry)
    {
        SearchDocument document;
        const bool job = section.type.starts_with("data") && section.type != "dataset";
        document.qualified_name = section.path.empty() ? entry.name : section.path + "." + entry.name;
        document.urn = section.type == "dataset"
                           ? "urn:li:dataset:(urn:li:dataPlatform:" + section.platform + "," +
                                 document.qualified_name + ",PROD)"
                           : "urn:li:" + section.type + ":(" + section.platform + "," + entry.name + ")";
        document.type = section.type;
        document.name = entry.name;
        document.platform = section.platform;
        document.env = section.type == "dataset" || job ? "PROD" : "";
        document.sub_type = entry.sub_type;
        document.description = entry.description;
        document.deprecated = entry.deprecated;
        document.updated_ms = today_ms - entry.age_days * day_ms;
        document.usage = entry.usage;
        document.downstream = entry.downstream;
        take_texts(document, section, entry);
        take_values(document, section, entry);
        return document;
    }

    void take_texts(SearchDocument& document, const Section& section, const Entry& entry) const
    {
        const auto text = [&document](Field field, const std::string& value) {
            if (!value.empty())
                document.texts.push_back({field, value});
        };
        for (const std::string& column : entry.columns) {
            text(Field::column, column);
            if (const auto found = column_descriptions_.find(column); found != column_descriptions_.end())
                text(Field::column_description, found->second);
        }
        for (const std::string& tag : entry.tags)
            text(Field::tag, tag);
        for (const std::string& term : entry.terms)
            text(Field::term, titles_.at("term." + term));
        if (!entry.owner.empty()) {
            text(Field::owner, entry.owner);
            text(Field::owner, titles_.at("person." + entry.owner));
        }
        for (const std::string& part : split(section.path, '.'))
            text(Field::path, part);
        text(Field::path, section.platform);
        text(Field::path, entry.sub_type.empty() ? section.type : entry.sub_type);
    }

    static void take_values(SearchDocument& document, const Section& section, const Entry& entry)
    {
        const auto value = [&document](Facet facet, const std::string& text) {
            if (!text.empty())
                document.values.push_back({facet, text});
        };
        value(Facet::type, section.type);
        value(Facet::platform, section.platform);
        value(Facet::env, document.env);
        value(Facet::container, section.path);
        value(Facet::owner, entry.owner);
        for (const std::string& tag : entry.tags)
            value(Facet::tag, tag);
        for (const std::string& term : entry.terms)
            value(Facet::term, term);
        value(Facet::domain, section.domain);
        value(Facet::sub_type, entry.sub_type);
        value(Facet::has_description, entry.description.empty() ? "false" : "true");
    }

    void keep(const std::string& key, SearchDocument document, const FileLine& line)
    {
        if (!company_.urns.emplace(key, document.urn).second)
            refuse(line, "stands here twice: " + key);
        if (document.values.empty())
            document.values = {{Facet::type, document.type}, {Facet::has_description, "true"}};
        company_.documents.push_back(std::move(document));
    }

    Company company_;
    std::map<std::string, std::vector<std::string>> column_sets_;
    std::map<std::string, std::string> column_descriptions_;
    std::map<std::string, std::string> titles_; ///< of vocabulary, by key
};

} // namespace

Company read_company(const std::filesystem::path& folder)
{
    return Reader(folder).take();
}

} // namespace colophon::search
