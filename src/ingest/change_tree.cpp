// SPDX-License-Identifier: Apache-2.0
#include "core/display_width.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "ingest/change_summary.hpp"

#include <algorithm>
#include <set>

namespace colophon::ingest {
namespace {

using Operation = ChangeSummary::Operation;
using Changes = std::vector<const ChangeSummary::Change*>;

constexpr std::size_t widest_path = 60;
constexpr std::size_t widest_value = 60;
constexpr std::size_t widest_name = 100;
constexpr std::size_t most_containers = 100;
constexpr std::size_t deepest = 12;

struct Sign {
    std::string_view sign;
    std::string_view word;
};
constexpr std::array<Sign, ChangeSummary::operations> signs{
    {{"+", "added"}, {"~", "changed"}, {">", "renamed"}, {"^", "restored"}, {"-", "removed"}}};

std::string shown(std::string_view text, std::size_t columns)
{
    return fit_width(printable(redact(text)), columns);
}

std::string padded(std::string text, std::size_t columns)
{
    const std::size_t width = display_width(text);
    return width < columns ? text.append(columns - width, ' ') : text;
}

/// What people call what a URN names: a table's name, a column behind it.
std::string short_name(const Urn& urn)
{
    const auto members = urn.members();
    if (urn.type() == "dataset" && members.size() > 1)
        return members[1];
    if (urn.type() == "schemaField" && members.size() > 1)
        if (const auto dataset = Urn::parse(members[0]))
            return short_name(*dataset) + '.' + members[1];
    return members.back();
}

/// The text with a URN that ends it, or is all of it, told by its short name.
std::string without_urn(const std::string& text)
{
    const std::size_t at = text.find("urn:li:");
    if (at == std::string::npos)
        return text;
    const auto urn = Urn::parse(text.substr(at));
    return urn ? text.substr(0, at) + short_name(*urn) : text;
}

/// Where two long texts begin to differ, a little before it and at a code point.
std::size_t difference(std::string_view a, std::string_view b)
{
    constexpr std::size_t shown_before = 15;
    std::size_t at = 0;
    while (at < std::min(a.size(), b.size()) && a[at] == b[at])
        ++at;
    if (std::max(a.size(), b.size()) <= widest_value || at <= 2 * shown_before)
        return 0;
    at -= shown_before;
    while (at > 0 && (static_cast<unsigned char>(a[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// `+12 ~2 -1 =40`
std::string short_counts(const ChangeSummary::Counts& counts)
{
    std::string text;
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (counts.of[i] != 0)
            text += ' ' + std::string(signs[i].sign) + std::to_string(counts.of[i]);
    if (counts.kept != 0)
        text += " =" + std::to_string(counts.kept);
    return text.empty() ? text : text.substr(1);
}

class Tree {
public:
    explicit Tree(const ChangeSummary& summary) : summary_(summary)
    {
        for (const ChangeSummary::Change& change : summary.changes()) {
            const bool placed = change.container && summary.containers().contains(*change.container);
            members_[placed ? change.container : std::nullopt].push_back(&change);
            if (summary.containers().contains(change.urn))
                nodes_[change.urn] = &change;
        }
        for (auto& [container, members] : members_)
            std::stable_sort(members.begin(), members.end(),
                             [](const auto* a, const auto* b) { return a->name < b->name; });
        for (const auto& [urn, container] : summary.containers()) {
            const bool placed = container.parent && *container.parent != urn &&
                                summary.containers().contains(*container.parent);
            children_[placed ? container.parent : std::nullopt].push_back(&urn);
        }
    }

    std::string text()
    {
        write_below(std::nullopt, 0);
        write_members(std::nullopt, summary_.loose(), 0);
        if (containers_left_ > 0)
            out_ += "and " + std::to_string(containers_left_) + " more containers\n";
        return std::move(out_);
    }

private:
    const ChangeSummary::Container& at(const Urn& urn) const { return summary_.containers().at(urn); }

    void write_below(const std::optional<Urn>& parent, std::size_t depth)
    {
        const auto children = children_.find(parent);
        if (children == children_.end() || depth > deepest)
            return;
        std::stable_sort(children->second.begin(), children->second.end(),
                         [this](const Urn* a, const Urn* b) { return at(*a).name < at(*b).name; });
        for (const Urn* urn : children->second)
            write_container(*urn, depth);
    }

    void write_container(const Urn& urn, std::size_t depth)
    {
        if (!changes_below(urn) || !written_.insert(urn).second)
            return;
        if (written_.size() > most_containers) {
            ++containers_left_;
            return;
        }
        const ChangeSummary::Container& container = at(urn);
        const auto change = nodes_.find(urn);
        out_.append(2 * depth, ' ');
        out_ += change != nodes_.end()
                    ? title(*change->second)
                    : shown(container.name.empty() ? urn.str() : container.name, widest_name);
        const std::string counts = short_counts(container.counts);
        out_ += (counts.empty() ? "" : "  " + counts) + '\n';
        if (change != nodes_.end())
            write_notes(*change->second, depth);
        write_below(urn, depth + 1);
        write_members(urn, container.counts, depth + 1);
    }

    /// Whether anything changes in it or deeper. Containers that name each other as parents end at `deepest`.
    bool changes_below(const Urn& urn, std::size_t depth = 0) const
    {
        if (at(urn).counts.changes() > 0 || nodes_.contains(urn))
            return true;
        const auto children = children_.find(urn);
        return children != children_.end() && depth < deepest &&
               std::any_of(children->second.begin(), children->second.end(),
                           [&](const Urn* child) { return changes_below(*child, depth + 1); });
    }

    void write_members(const std::optional<Urn>& container, const ChangeSummary::Counts& counts,
                       std::size_t depth)
    {
        const auto members = members_.find(container);
        const std::size_t listed = members == members_.end() ? 0 : members->second.size();
        if (listed > 0)
            for (const ChangeSummary::Change* change : members->second)
                write_change(*change, depth);
        if (counts.changes() > listed) {
            out_.append(2 * depth, ' ');
            out_ += (listed > 0 ? "and " : "") + std::to_string(counts.changes() - listed) + " more\n";
        }
    }

    void write_change(const ChangeSummary::Change& change, std::size_t depth)
    {
        if (nodes_.contains(change.urn))
            return; // its container's line says it
        out_.append(2 * depth, ' ');
        out_ += title(change) + '\n';
        write_notes(change, depth);
    }

    static std::string title(const ChangeSummary::Change& change)
    {
        std::string text{signs[static_cast<std::size_t>(change.operation)].sign};
        text += ' ';
        if (change.from)
            text += shown(short_name(*change.from), widest_name) + " to ";
        text += shown(change.name, widest_name);
        if (change.urn.type() == "dataHubIngestionSource")
            text += " (result of the audit)";
        else if (change.urn.type() != "dataset" && change.urn.type() != "container")
            text += " (" + shown(change.urn.type(), widest_name) + ')';
        return text + remark(change);
    }

    void write_notes(const ChangeSummary::Change& change, std::size_t depth)
    {
        for (const ChangeSummary::AspectNote& note : change.aspects)
            write_note(note, depth + 2);
    }

    static std::string remark(const ChangeSummary::Change& change)
    {
        if (change.operation == Operation::restore)
            return ", with its documentation";
        std::string text;
        for (const std::string& aspect : change.moved)
            text += (text.empty() ? ", with " : ", ") + shown(aspect, widest_name);
        return text;
    }

    void write_note(const ChangeSummary::AspectNote& note, std::size_t depth)
    {
        std::size_t width = 0;
        for (const FieldChange& field : note.fields)
            width = std::max(width, display_width(shown_path(field)));
        for (const FieldChange& field : note.fields) {
            out_.append(2 * depth, ' ');
            out_ += padded(shown_path(field), width) + "  " + value_text(field) + '\n';
        }
        if (note.fields_total > note.fields.size()) {
            out_.append(2 * depth, ' ');
            out_ += "and " + std::to_string(note.fields_total - note.fields.size()) + " more in " +
                    note.aspect + '\n';
        }
        if (!note.written_by.empty()) {
            out_.append(2 * depth, ' ');
            out_ += note.aspect + " was last written by " + shown(note.written_by, widest_name) + '\n';
        }
    }

    static std::string shown_path(const FieldChange& field)
    {
        return shown(without_urn(field.path), widest_path);
    }

    /// Of what only came or only went; its name may say all.
    static std::string one_sided(const std::string& sign, const std::string& value)
    {
        return value.empty() ? sign : sign + ' ' + shown(value, widest_value);
    }

    static std::string value_text(const FieldChange& field)
    {
        const std::string from = without_urn(field.from.value_or(""));
        const std::string to = without_urn(field.to.value_or(""));
        if (!field.from || !field.to)
            return one_sided(field.to ? "+" : "-", field.to ? to : from);
        const std::size_t at = difference(from, to);
        const auto value = [at](const std::string& text) {
            return text.empty() ? std::string("\"\"")
                                : (at > 0 ? "…" : "") + shown(text.substr(at), widest_value);
        };
        return value(from) + " → " + value(to);
    }

    const ChangeSummary& summary_;
    std::map<std::optional<Urn>, Changes> members_;
    std::map<std::optional<Urn>, std::vector<const Urn*>> children_;
    std::map<Urn, const ChangeSummary::Change*>
        nodes_; ///< changes of containers that have lines of their own
    std::set<Urn> written_;
    std::size_t containers_left_ = 0;
    std::string out_;
};

} // namespace

std::string summary_text(const ChangeSummary& summary)
{
    const ChangeSummary::Counts total = summary.total();
    std::string text = Tree(summary).text();
    std::string counts;
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (total.of[i] != 0)
            counts += std::string(signs[i].sign) + ' ' + std::to_string(total.of[i]) + ' ' +
                      std::string(signs[i].word) + ", ";
    if (total.changes() == 0)
        counts = "nothing to change, ";
    text += counts + "= " + std::to_string(total.kept) + " kept";
    if (total.measured != 0)
        text += " (" + std::to_string(total.measured) + " measured anew)";
    return text + '\n';
}

} // namespace colophon::ingest
