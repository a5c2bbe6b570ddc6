// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/mending.hpp"

#include "search/analysis/fold.hpp"
#include "search/fuzzy/similar_words.hpp"
#include "search/fuzzy/vocabulary.hpp"
#include "search/query/words.hpp"

#include <algorithm>
#include <span>

namespace colophon::search {

namespace {

constexpr std::size_t most_splits = 3;
constexpr std::size_t longest_split_bytes = 64;
constexpr std::size_t shortest_half = 2; // letters

bool is_alphabetic_word(std::string_view text)
{
    const Letters letters = letters_of(text);
    return std::all_of(letters.begin(), letters.end(), is_alphabetic);
}

/// Two syllables, of which longer words consist.
bool is_gram(const Node& node)
{
    const auto syllable = [](std::string_view text) {
        std::int32_t code = 0;
        return read_utf8(text, code) == syllable_bytes && is_syllable(static_cast<char32_t>(code));
    };
    return node.kind == Node::Kind::term && !node.optional && node.text.size() == 2 * syllable_bytes &&
           syllable(node.text) && syllable(std::string_view(node.text).substr(syllable_bytes));
}

bool continues(const Node& gram, const Node& next)
{
    return is_gram(next) && next.fields == gram.fields &&
           next.text.starts_with(std::string_view(gram.text).substr(syllable_bytes));
}

/// What documents need to have a word of letters, or all the grams of one of syllables.
Node whole_word(std::string_view text, const Node& like)
{
    Node node;
    node.kind = Node::Kind::term;
    node.fields = like.fields;
    node.text = text;
    if (!is_gram(like))
        return node;
    std::vector<Node> grams;
    for (std::size_t at = 0; at + 2 * syllable_bytes <= text.size(); at += syllable_bytes) {
        node.text = text.substr(at, 2 * syllable_bytes);
        grams.push_back(node);
    }
    return all_of(std::move(grams));
}

/// The word that a condition was made of, where it is one of letters.
const Node* typed_term(const Node& node)
{
    if (node.kind == Node::Kind::term)
        return node.optional || !is_alphabetic_word(node.text) ? nullptr : &node;
    if (node.kind == Node::Kind::at_least && need_of(node) == Need::any && !node.children.empty())
        return typed_term(node.children.front());
    return nullptr;
}

class Mender {
public:
    Mender(const Snapshot& snapshot, bool every_word)
        : snapshot_(snapshot), vocabulary_(snapshot), every_word_(every_word)
    {
    }

    std::optional<Node> run(const Node& root)
    {
        Node mended = root;
        mend(mended);
        if (!changed_)
            return std::nullopt;
        return mended;
    }

private:
    bool is_right(const Node& node) const { return !every_word_ && vocabulary_.has(node); }

    /// By an inflection or a synonym.
    bool is_found_otherwise(const Node& choice) const
    {
        return !every_word_ && std::ranges::any_of(choice.children, [this](const Node& child) {
            return child.likeness != Likeness::same && vocabulary_.has(child);
        });
    }

    void mend(Node& node)
    {
        if (node.likeness != Likeness::same)
            return;
        if (node.kind == Node::Kind::term) {
            mend_word(node, std::string(node.text));
        } else if (node.kind == Node::Kind::at_least) {
            if (need_of(node) == Need::all)
                mend_all(node);
            else if (!is_found_otherwise(node))
                for (Node& child : node.children)
                    mend(child);
        }
    }

    void mend_all(Node& group)
    {
        std::vector<Node> typed = std::move(group.children);
        std::vector<Node> mended;
        for (std::size_t i = 0; i < typed.size();) {
            std::size_t end = i + 1;
            if (is_gram(typed[i]))
                while (end < typed.size() && continues(typed[end - 1], typed[end]))
                    ++end;
            if (end == i + 1 && end < typed.size() && is_taken_apart(typed[i], typed[end])) {
                mended.push_back(put_together(std::move(typed[i]), std::move(typed[end])));
                i += 2;
                continue;
            }
            mended.push_back(mended_run(std::span(typed).subspan(i, end - i)));
            i = end;
        }
        group.children = std::move(mended);
        group.required = static_cast<std::size_t>(std::count_if(group.children.begin(), group.children.end(),
                                                                [](const Node& n) { return !n.optional; }));
    }

    Node mended_run(std::span<Node> run)
    {
        if (run.size() == 1) {
            mend(run.front());
            return std::move(run.front());
        }
        std::string text = run.front().text;
        for (const Node& gram : run.subspan(1))
            text += std::string_view(gram.text).substr(syllable_bytes);
        Node node = all_of({run.begin(), run.end()});
        mend_word(node, text);
        return node;
    }

    /// Makes a choice of the condition that a word made.
    void mend_word(Node& node, const std::string& text)
    {
        if (node.optional || left_ == 0 || allowed_errors(letters_of(text).size()) == 0 || is_right(node))
            return;
        --left_;
        const Node& like = node.kind == Node::Kind::term ? node : node.children.front();
        std::vector<Node> choices;
        for (const SimilarWord& similar : similar_words(snapshot_, text))
            add_typo(choices, whole_word(similar.text, like));
        if (!vocabulary_.has(node))
            for (const std::string& apart : taken_apart(text))
                add_typo(choices, phrase_node(apart, like.fields));
        choose(node, std::move(choices));
    }

    static void add_typo(std::vector<Node>& choices, Node node)
    {
        node.likeness = Likeness::typo;
        choices.push_back(std::move(node));
    }

    void choose(Node& node, std::vector<Node> choices)
    {
        if (choices.empty())
            return;
        const bool word = node.word;
        choices.insert(choices.begin(), std::move(node));
        node = any_of(std::move(choices));
        node.word = word;
        changed_ = true;
    }

    /// Two words that the index has, run together; the best ways to cut first.
    std::vector<std::string> taken_apart(std::string_view text) const
    {
        std::vector<std::pair<std::uint64_t, std::string>> cuts;
        if (text.size() > longest_split_bytes || !is_alphabetic_word(text))
            return {};
        for (std::size_t at = shortest_half; at + shortest_half <= text.size(); ++at) {
            if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
                continue;
            const std::string_view left = text.substr(0, at);
            const std::string_view right = text.substr(at);
            const std::uint64_t rarer = std::min(vocabulary_.documents(left), vocabulary_.documents(right));
            if (rarer > 0)
                cuts.emplace_back(~rarer, std::string(left) + " " + std::string(right));
        }
        std::sort(cuts.begin(), cuts.end());
        std::vector<std::string> best;
        for (std::size_t i = 0; i < std::min(most_splits, cuts.size()); ++i)
            best.push_back(std::move(cuts[i].second));
        return best;
    }

    bool is_taken_apart(const Node& left, const Node& right) const
    {
        const Node* a = typed_term(left);
        const Node* b = typed_term(right);
        return a != nullptr && b != nullptr && a->fields == b->fields &&
               vocabulary_.documents(a->text + b->text) > 0;
    }

    Node put_together(Node left, Node right)
    {
        Node joined = *typed_term(left);
        joined.text += typed_term(right)->text;
        joined.prefix = false;
        mend(left);
        mend(right);
        std::vector<Node> both;
        both.push_back(std::move(left));
        both.push_back(std::move(right));
        Node node = all_of(std::move(both));
        std::vector<Node> choices;
        add_typo(choices, std::move(joined));
        choose(node, std::move(choices));
        return node;
    }

    const Snapshot& snapshot_;
    Vocabulary vocabulary_;
    bool every_word_;
    std::size_t left_ = max_mended_words;
    bool changed_ = false;
};

} // namespace

std::optional<Node> mend(const ParsedQuery& query, const Snapshot& snapshot)
{
    return Mender(snapshot, query.fuzzy).run(query.root);
}

} // namespace colophon::search
