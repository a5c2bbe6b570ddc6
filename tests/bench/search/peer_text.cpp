// SPDX-License-Identifier: Apache-2.0
#include "peer_text.hpp"

#include "search/analysis/analyzer.hpp"

#include <nlohmann/json.hpp>

namespace colophon::search::bench {

namespace {

using nlohmann::json;

std::string cut(std::string_view text)
{
    static thread_local Analyzer analyzer;
    std::string words;
    for (const Token& token : analyzer.analyze(text))
        if (token.kind != TokenKind::pair)
            (words += words.empty() ? "" : " ") += token.text;
    return words;
}

} // namespace

PeerDocument to_peer_document(const SearchDocument& document)
{
    PeerDocument made;
    made.name = cut(document.qualified_name);
    made.description = cut(document.description);
    for (const SearchDocument::Text& text : document.texts)
        (text.field == Field::column ? made.columns : made.column_descriptions).push_back(cut(text.text));
    return made;
}

std::vector<std::string> peer_words(const BenchQuery& query)
{
    Analyzer analyzer;
    std::vector<std::string> words;
    for (const std::string& word : query.words)
        for (const Token& token : analyzer.analyze(word))
            if (token.kind != TokenKind::pair && token.kind != TokenKind::tail)
                words.emplace_back(token.text);
    return words;
}

std::vector<Facet> facets_with_values(std::span<const Facet> facets)
{
    std::vector<Facet> kept;
    for (const Facet facet : facets)
        if (facet != Facet::instance && facet != Facet::term)
            kept.push_back(facet);
    return kept;
}

void write_bulk(std::ostream& out, const Corpus& corpus, std::uint64_t documents)
{
    for (std::uint64_t number = 0; number < documents; ++number) {
        const SearchDocument document = corpus.make(number);
        const PeerDocument text = to_peer_document(document);
        json line = {{"name", text.name},
                     {"column", text.columns},
                     {"description", text.description},
                     {"column_description", text.column_descriptions}};
        for (const SearchDocument::Value& value : document.values)
            line[std::string(facet_name(value.facet))].push_back(value.value);
        out << R"({"index":{"_id":")" << number << "\"}}\n" << line.dump() << '\n';
    }
}

void write_queries(std::ostream& out, const std::vector<BenchQuery>& queries)
{
    for (std::size_t number = 0; number < queries.size(); ++number) {
        const BenchQuery& query = queries[number];
        json line = {
            {"number", number},           {"class", query.query_class}, {"shape", shape_name(query.shape)},
            {"words", peer_words(query)}, {"filters", json::object()},  {"offset", query.offset}};
        for (const Filter& filter : query.filters)
            line["filters"][std::string(facet_name(filter.facet))] = filter.values;
        out << line.dump() << '\n';
    }
}

} // namespace colophon::search::bench
