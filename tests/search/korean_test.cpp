// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/fold.hpp"
#include "search/analysis/inflections.hpp"
#include "search/analysis/jamo.hpp"
#include "search/analysis/keyboard.hpp"
#include "search/analysis/particles.hpp"
#include "search/engine.hpp"
#include "search/search_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace colophon::search {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string spell(char32_t code)
{
    std::string text;
    append_utf8(text, static_cast<std::int32_t>(code));
    return text;
}

// The consonants by the number of an initial.
constexpr const char* consonants[] = {"ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ",
                                      "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"};

/// What stands on the screen while a word is typed, from its second syllable on; the word itself is last.
std::vector<std::string> while_typing(const std::vector<Syllable>& word)
{
    std::vector<std::string> screens;
    std::string before = spell(put_together(word.front()));
    for (std::size_t i = 1; i < word.size(); ++i) {
        const Syllable& syllable = word[i];
        screens.push_back(before + consonants[syllable.initial]);
        screens.push_back(before + spell(put_together({syllable.initial, syllable.vowel, 0})));
        before += spell(put_together(syllable));
        screens.push_back(before);
    }
    return screens;
}

std::vector<Syllable> random_word(std::mt19937_64& random)
{
    std::vector<Syllable> word;
    for (std::size_t i = 2 + random() % 3; i > 0; --i)
        word.push_back({static_cast<int>(random() % 19), static_cast<int>(random() % 21),
                        random() % 2 == 0 ? 0 : static_cast<int>(random() % 28)});
    return word;
}

std::string text_of(const std::vector<Syllable>& word)
{
    std::string text;
    for (const Syllable& syllable : word)
        text += spell(put_together(syllable));
    return text;
}

TEST(Jamo, TakesSyllablesApartAndTogether)
{
    for (char32_t code = 0xAC00; code <= 0xD7A3; ++code) {
        const std::optional<Syllable> parts = take_apart(code);
        ASSERT_TRUE(parts.has_value());
        EXPECT_EQ(put_together(*parts), code);
        EXPECT_TRUE(grown_from(code).begin == code && grown_from(code).end > code);
        EXPECT_EQ(divided(code).has_value(), parts->final_consonant > 0);
    }
    EXPECT_FALSE(take_apart(U'ㄱ').has_value());
    EXPECT_FALSE(take_apart(0xD7A4).has_value());
    EXPECT_EQ(divided(U'값')->syllable, U'갑');
    EXPECT_EQ(divided(U'값')->next_initial, 9);
    EXPECT_EQ(divided(U'간')->syllable, U'가');
    EXPECT_EQ(grown_from(U'갑').end, U'값' + 1);
    EXPECT_EQ(grown_from(U'우').end, U'윟' + 1);
}

TEST(Keyboard, IsTheSameBackAndForth)
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i) {
        const std::string word = text_of(random_word(random));
        const std::optional<std::string> keys = in_other_layout(word, false);
        ASSERT_TRUE(keys.has_value()) << word;
        EXPECT_EQ(in_other_layout(*keys, false), word) << *keys;
    }
}

TEST(Keyboard, WritesOnlyWhatIsWriting)
{
    EXPECT_EQ(in_other_layout("dPdir", false), "예약");
    EXPECT_EQ(in_other_layout("dhkdWk", false), "왕짜");
    EXPECT_EQ(in_other_layout("rkqtdl", false), "값이");
    EXPECT_EQ(in_other_layout("rkqtl", false), "갑시");
    EXPECT_EQ(in_other_layout("dPdirq", false), std::nullopt);
    EXPECT_EQ(in_other_layout("dPdirq", true), "예약ㅂ");
    EXPECT_EQ(in_other_layout("dPdir_2024", false), "예약_2024");
    EXPECT_EQ(in_other_layout("user", false), std::nullopt);
    EXPECT_EQ(in_other_layout("ㅕㄴㄷㄱ", false), "user");
    EXPECT_EQ(in_other_layout("가", false), std::nullopt);
    EXPECT_EQ(in_other_layout("", true), std::nullopt);
    EXPECT_EQ(in_other_layout("予約", false), std::nullopt);
    EXPECT_EQ(in_other_layout("\xff", false), std::nullopt);
}

TEST(Korean, IsFoundWhateverOfAWordIsTyped)
{
    std::mt19937_64 random(2);
    for (int i = 0; i < 60; ++i) {
        const std::vector<Syllable> word = random_word(random);
        const std::unique_ptr<SearchIndex> index = open_engine({});
        index->apply(
            delta({data_set("a", text_of(word)), data_set("b", "t", {"x"}, "앞말" + text_of(word) + "을")}));
        std::string initials;
        for (const Syllable& syllable : word)
            initials += consonants[syllable.initial];
        std::vector<std::string> typed = while_typing(word);
        typed.push_back(initials);
        for (const std::string& text : typed) {
            const Result<SearchPage> page = index->search(query(text));
            ASSERT_TRUE(page.has_value()) << text;
            EXPECT_THAT(urns(*page), UnorderedElementsAre("a", "b")) << text << " of " << text_of(word);
        }
    }
}

TEST(Particles, MayStandTogether)
{
    EXPECT_EQ(without_particle("차량들에게서"), "차량");
    EXPECT_EQ(without_particle("예약으로부터"), "예약");
    EXPECT_EQ(without_particle("예약까지의"), "예약");
    EXPECT_EQ(without_particle("회의"), "회의");
    EXPECT_EQ(without_particle("도로"), "도로");
    EXPECT_EQ(without_particle("을"), "을");
    EXPECT_EQ(without_particle(""), "");
}

TEST(Inflections, KnowTheNumbersThatDataIsNamedBy)
{
    const std::pair<const char*, const char*> pairs[] = {
        {"reservation", "reservations"},
        {"category", "categories"},
        {"box", "boxes"},
        {"status", "statuses"},
        {"address", "addresses"},
        {"index", "indices"},
        {"index", "indexes"},
        {"analysis", "analyses"},
        {"person", "people"},
        {"child", "children"},
        {"batch", "batches"},
        {"class", "classes"},
        {"company", "companies"},
        {"key", "keys"},
        {"cache", "caches"},
        {"database", "databases"},
        {"alias", "aliases"},
        {"movie", "movies"},
        {"hero", "heroes"},
        {"photo", "photos"},
        {"bonus", "bonuses"},
        {"process", "processes"},
        {"matrix", "matrices"},
        {"basis", "bases"},
        {"base", "bases"},
        {"menu", "menus"},
        {"delivery", "deliveries"},
        {"day", "days"},
        {"tax", "taxes"},
        {"invoice", "invoices"},
    };
    for (const auto& [singular, plural] : pairs) {
        EXPECT_THAT(inflections(plural), Contains(singular)) << plural;
        if (std::string_view(singular).size() >= shortest_inflected) {
            EXPECT_THAT(inflections(singular), Contains(plural)) << singular;
        }
    }
    for (const char* word : {"ids", "bus", "gas", "as", "", "예약들", "café", "user1", "https", "series"})
        EXPECT_THAT(inflections(word), IsEmpty()) << word;
    for (const char* word : {"class", "status", "analysis", "business", "bonus"})
        for (const std::string& form : inflections(word))
            EXPECT_GE(form.size(), std::string_view(word).size()) << "no singular of " << word;
}

} // namespace
} // namespace colophon::search
