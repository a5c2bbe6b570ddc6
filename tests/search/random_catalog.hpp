// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/random_text.hpp"
#include "search/search_fixture.hpp"

#include <iterator>
#include <random>

namespace colophon::search {

/// Documents and queries of few words, so that they meet often.
class RandomCatalog {
public:
    explicit RandomCatalog(std::uint64_t seed) : random_(seed) {}

    SearchDocument document()
    {
        SearchDocument made = data_set("urn:" + std::to_string(below(300)), identifier());
        made.description = below(2) == 0 ? sentence() : "";
        made.removed = below(10) == 0;
        made.updated_ms = static_cast<std::int64_t>(below(5));
        for (std::size_t i = below(5); i > 0; --i)
            made.texts.push_back({Field::column, identifier()});
        made.texts.push_back({Field::column_description, sentence()});
        made.texts.push_back({Field::tag, word()});
        made.values = {
            {Facet::platform, word()}, {Facet::owner, word()}, {Facet::owner, word()}, {Facet::env, "PROD"}};
        return made;
    }

    IndexDelta delta(std::size_t most)
    {
        IndexDelta made;
        for (std::size_t i = below(most) + 1; i > 0; --i)
            made.upserts.push_back(document());
        if (below(3) == 0)
            made.removals.push_back("urn:" + std::to_string(below(300)));
        made.position = ++position_;
        return made;
    }

    SearchQuery search()
    {
        SearchQuery made = query(expression(2));
        made.limit = 1000;
        made.facet_limit = 1000;
        made.facets = {Facet::platform, Facet::owner, Facet::env};
        made.removed = below(4) == 0;
        if (below(3) == 0)
            made.filters.push_back({Facet::platform, {word(), word()}});
        if (below(5) == 0)
            made.filters.push_back({Facet::owner, {word()}});
        return made;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string word()
    {
        static constexpr const char* words[] = {"user",        "User", "id",    "예약",  "예약번호", "차량",
                                                "v2",          "log",  "a",     "café",  "번",       "予約",
                                                "reservation", "u",    "useri", "차량을"};
        return words[below(std::size(words))];
    }

    std::string identifier()
    {
        return random_identifier([this] { return word(); }, [this](std::size_t n) { return below(n); });
    }

    std::string sentence()
    {
        return random_sentence([this] { return word(); }, [this](std::size_t n) { return below(n); });
    }

    std::string expression(int depth)
    {
        static constexpr const char* scopes[] = {
            "name:", "column:", "tag:", "description:", "qualified_name:"};
        static constexpr const char* odd[] = {
            "us*r",         "*ser*", "user_*",     "*_id",         "예*번호",   "*예약",
            "r*on",         "ㅇㅇ",  "예ㅇ",       "ㅂ",           "예야",      "dPdir",
            "reservations", "users", "updated>=2", "updated:1..3", "columns:2", "*se*"};
        switch (below(depth > 0 ? 11 : 4)) {
        case 0:
            return word().substr(0, 1 + below(3) * 3);
        case 1:
            return identifier();
        case 2:
            return scopes[below(std::size(scopes))] + word();
        case 3:
            return "\"" + sentence() + "\"";
        case 9:
        case 10:
            return odd[below(std::size(odd))];
        case 4:
            return expression(depth - 1) + " OR " + expression(depth - 1);
        case 5:
            return "(" + expression(depth - 1) + ") " + expression(depth - 1);
        case 6:
            return expression(depth - 1) + " -" + word();
        default:
            return word() + " " + expression(depth - 1);
        }
    }

    std::mt19937_64 random_;
    Position position_ = 0;
};

} // namespace colophon::search
