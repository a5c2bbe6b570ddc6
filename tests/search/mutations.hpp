// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace colophon::search {

/// Text that grows out of samples by small changes, each of a kind that parsers stumble over. The same seed
/// gives the same texts.
class Mutations {
public:
    Mutations(std::uint64_t seed, std::span<const std::string_view> samples,
              std::span<const std::string_view> tokens)
        : random_(seed), samples_(samples), tokens_(tokens)
    {
    }

    std::string next()
    {
        std::string text(samples_[below(samples_.size())]);
        for (std::size_t changes = below(6) + 1; changes > 0; --changes)
            change(text);
        return text;
    }

    std::size_t below(std::size_t limit) { return random_() % limit; }

private:
    void change(std::string& text)
    {
        const std::size_t at = below(text.size() + 1);
        switch (below(8)) {
        case 0:
            text.insert(at, 1, static_cast<char>(below(256)));
            return;
        case 1:
            text.erase(at, below(4) + 1);
            return;
        case 2:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << below(8)));
            return;
        case 3: // a part of it again
            text.insert(at, text.substr(below(text.size() + 1), below(20)));
            return;
        case 4: // the end of another
            text.replace(at, std::string::npos, samples_[below(samples_.size())]);
            return;
        case 5: // many times the same
            text.insert(at, repeated_token());
            return;
        default:
            text.insert(at, tokens_[below(tokens_.size())]);
            return;
        }
    }

    std::string repeated_token()
    {
        std::string made;
        for (std::size_t i = below(40); i > 0; --i)
            made += tokens_[below(tokens_.size())];
        return made;
    }

    std::mt19937_64 random_;
    std::span<const std::string_view> samples_;
    std::span<const std::string_view> tokens_;
};

} // namespace colophon::search
