// SPDX-License-Identifier: Apache-2.0
#include "search/suggester.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/completion/typed_name.hpp"
#include "search/completion/word_sample.hpp"
#include "search/highlighter.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/segment_aids.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace colophon::search {

namespace {

constexpr int most_rounds = 3; // of looking for candidates that somebody still has

/// A name of one field, and who has it.
struct Choice {
    Field field = Field::name;
    std::string joined;
    std::uint64_t count = 0;
    std::uint64_t usage = 0;
    const Segment* segment = nullptr; ///< of the first document that has it
    std::uint32_t document = 0;

    std::uint64_t popularity() const { return count + usage; }
};

/// What was typed, in code points of the original text.
std::vector<Range> typed_ranges(std::string_view text, std::size_t typed_points)
{
    std::vector<FoldedPoint> points;
    fold(text, points);
    std::vector<Range> ranges;
    for (const FoldedPoint& point : points) {
        if (typed_points == 0)
            break;
        if (point.glyph == Glyph::separator)
            continue;
        --typed_points;
        if (!ranges.empty() && ranges.back().second >= point.begin)
            ranges.back().second = std::max(ranges.back().second, point.end);
        else
            ranges.emplace_back(point.begin, point.end);
    }
    return ranges;
}

class Suggester {
public:
    Suggester(const Snapshot& snapshot, std::string_view typed, std::size_t limit)
        : snapshot_(snapshot), limit_(limit), typed_(joined(typed)), words_(typed)
    {
    }

    std::vector<Suggestion> suggest()
    {
        if (typed_.joined().empty() || typed_.joined().size() > max_joined_bytes || limit_ == 0)
            return {};
        add_beginnings();
        if (suggestions_.size() < limit_)
            add_others();
        return std::move(suggestions_);
    }

private:
    std::string joined(std::string_view text)
    {
        analyzer_.analyze(text);
        return std::string(analyzer_.joined());
    }

    void add_beginnings()
    {
        std::vector<Choice> choices;
        std::size_t wanted = 2 * limit_ + 16;
        for (int round = 0; round < most_rounds; ++round, wanted *= 4) {
            const Candidates candidates = find_candidates(wanted);
            choices = count(candidates.names);
            if (choices.size() >= limit_ || candidates.all)
                break;
        }
        add(choices);
    }

    struct Candidates {
        std::vector<std::string> names; ///< joined
        bool all = true;                ///< there are no others
    };

    /// The names that weigh most, in all parts together as far as each part puts them forward.
    Candidates find_candidates(std::size_t wanted) const
    {
        std::map<std::string, std::uint64_t> weights;
        Candidates candidates;
        for (const Part& part : snapshot_.parts) {
            const CompletionIndex& index = part.segment->aids().completions(*part.segment);
            TermReader names = part.segment->read_terms();
            for (const NumberRange& range : typed_.names_in(*part.segment)) {
                const std::vector<std::uint32_t> terms = index.heaviest(range, wanted);
                candidates.all = candidates.all && terms.size() < wanted;
                for (const std::uint32_t term : terms)
                    weights[std::string(names.at(term).substr(1))] += index.weight(term);
            }
        }
        std::vector<std::pair<std::uint64_t, std::string_view>> order; // heaviest first
        for (const auto& [name, weight] : weights)
            order.emplace_back(name == typed_.joined() ? 0 : ~weight, name);
        const std::size_t kept = std::min(wanted, order.size());
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end());
        candidates.all = candidates.all && kept == order.size();
        for (std::size_t i = 0; i < kept; ++i)
            candidates.names.emplace_back(order[i].second);
        return candidates;
    }

    /// Who has each name, by field; names that nobody has any more are left out.
    std::vector<Choice> count(const std::vector<std::string>& names) const
    {
        std::vector<Choice> choices;
        for (const std::string& name : names) {
            std::array<Choice, completed_fields.size()> of_fields;
            for (const Part& part : snapshot_.parts)
                if (const auto term = part.segment->find_term(whole_name_mark + name))
                    add_tally(*part.segment, part.segment->aids().tallies(*part.segment).tally(part, *term),
                              of_fields);
            for (std::size_t i = 0; i < of_fields.size(); ++i)
                if (of_fields[i].count > 0) {
                    of_fields[i].field = completed_fields[i];
                    of_fields[i].joined = name;
                    choices.push_back(std::move(of_fields[i]));
                }
        }
        return choices;
    }

    static void add_tally(const Segment& segment, const Tally& tally,
                          std::array<Choice, completed_fields.size()>& of_fields)
    {
        for (std::size_t i = 0; i < of_fields.size(); ++i) {
            Choice& choice = of_fields[i];
            if (tally.counts[i] == 0)
                continue;
            choice.count += tally.counts[i];
            choice.usage += completed_fields[i] == Field::name ? tally.usage : 0;
            const std::uint32_t first = tally.firsts[i];
            if (choice.segment == nullptr || segment.urn(first) < choice.segment->urn(choice.document)) {
                choice.segment = &segment;
                choice.document = first;
            }
        }
    }

    /// Names that hold the words elsewhere than at their beginning.
    void add_others()
    {
        std::set<std::string> names;
        const std::size_t wanted = 2 * (limit_ - suggestions_.size());
        for (const WordSample::Name& name : words_.take(snapshot_)) {
            if (names.size() == wanted)
                break;
            if (!typed_.begins(name.joined))
                names.insert(name.joined);
        }
        std::vector<Choice> choices = count({names.begin(), names.end()});
        add(choices);
    }

    void add(std::vector<Choice>& choices)
    {
        const auto key = [this](const Choice& choice) {
            return std::tuple(choice.joined != typed_.joined(), ~choice.popularity(), choice.field,
                              std::string_view(choice.joined));
        };
        const std::size_t kept = std::min(limit_ - suggestions_.size(), choices.size());
        std::partial_sort(choices.begin(), choices.begin() + static_cast<std::ptrdiff_t>(kept), choices.end(),
                          [&key](const Choice& a, const Choice& b) { return key(a) < key(b); });
        for (const Choice& choice : std::span(choices).first(kept))
            add(choice);
    }

    void add(const Choice& choice)
    {
        const SearchDocument document = choice.segment->document(choice.document);
        Suggestion& suggestion = suggestions_.emplace_back();
        suggestion.text = spelling(document, choice);
        suggestion.field = choice.field;
        suggestion.urn = document.urn;
        suggestion.type = document.type;
        suggestion.count = choice.count;
        suggestion.highlight = typed_.begins(choice.joined)
                                   ? typed_ranges(suggestion.text, typed_.typed_points(choice.joined))
                                   : words_.ranges(suggestion.text);
        unite(suggestion.highlight);
    }

    /// The name as the document writes it.
    std::string spelling(const SearchDocument& document, const Choice& choice)
    {
        if (choice.field == Field::name && joined(document.name) == choice.joined)
            return document.name;
        for (const SearchDocument::Text& text : document.texts)
            if (text.field == choice.field && joined(text.text) == choice.joined)
                return text.text;
        return choice.joined;
    }

    const Snapshot& snapshot_;
    std::size_t limit_;
    Analyzer analyzer_;
    TypedName typed_;
    WordSample words_;
    std::vector<Suggestion> suggestions_;
};

} // namespace

std::vector<Suggestion> suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit)
{
    return Suggester(snapshot, typed, limit).suggest();
}

} // namespace colophon::search
