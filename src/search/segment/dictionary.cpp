// SPDX-License-Identifier: Apache-2.0
#include "search/segment/dictionary.hpp"

#include "search/segment/first_not.hpp"

namespace colophon::search {

namespace {

/// A length of which the entry's first byte holds `begun`.
std::size_t read_length(std::size_t begun, const std::uint8_t*& at)
{
    return begun < most_quick_bytes ? begun : most_quick_bytes + *at++;
}

/// Compares the first eight bytes at once. Terms of blocks can be read that far.
class Beginning {
public:
    explicit Beginning(std::string_view text) : text_(text)
    {
        const std::size_t bytes = std::min(text.size(), sizeof word_);
        std::memcpy(&word_, text.data(), bytes);
        mask_ = bytes == sizeof word_ ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
    }
    bool begins(std::string_view term) const
    {
        std::uint64_t word = 0;
        std::memcpy(&word, term.data(), sizeof word);
        return term.size() >= text_.size() && ((word ^ word_) & mask_) == 0 &&
               (text_.size() <= sizeof word || term.starts_with(text_));
    }

private:
    std::string_view text_;
    std::uint64_t word_ = 0, mask_ = 0;
};

} // namespace

bool Dictionary::is_consistent(const SegmentView& view)
{
    if (view.term_count.size() != 1 || view.term_block_offsets.empty() ||
        view.term_blocks.size() < block_slack)
        return false;
    const std::size_t blocks = (view.term_count.front() + std::size_t{block_terms} - 1) / block_terms;
    return view.term_block_offsets.size() == blocks + 1 && std::ranges::is_sorted(view.term_block_offsets) &&
           view.term_block_offsets.back() <= view.term_blocks.size() - block_slack;
}

std::string_view Dictionary::first_term(std::uint32_t number) const
{
    const Block block = this->block(number);
    const std::uint8_t* at = block.entries() + 1;
    const std::size_t length = read_length(at[-1] & 15U, at);
    return {reinterpret_cast<const char*>(at),
            at > block.end ? 0 : std::min<std::size_t>(length, static_cast<std::size_t>(block.end - at))};
}

/// The first term that is not `below`. Where it is not the first of a block, the reader stands at it.
template <class Below> std::uint32_t Dictionary::first_not(Below below, TermReader& reader) const
{
    const auto blocks = static_cast<std::uint32_t>(offsets_.size() - 1);
    const std::uint32_t behind =
        search::first_not(blocks, [&](std::uint32_t block) { return below(first_term(block)); });
    if (behind == 0)
        return 0;
    const std::uint32_t end = std::min(behind * block_terms, count_);
    std::uint32_t term = (behind - 1) * block_terms + 1;
    while (term < end && below(reader.at(term)))
        ++term;
    return std::min(term, end);
}

std::optional<std::uint32_t> Dictionary::find(std::string_view wanted) const
{
    TermReader reader(*this);
    const std::uint32_t found = first_not([&](std::string_view term) { return term < wanted; }, reader);
    if (found == count_ || reader.at(found) != wanted)
        return std::nullopt;
    return found;
}

std::uint32_t Dictionary::lower_bound(std::string_view text) const
{
    TermReader reader(*this);
    return first_not([&](std::string_view term) { return term < text; }, reader);
}

NumberRange Dictionary::with_prefix(std::string_view prefix) const
{
    TermReader reader(*this);
    const auto head = [&](std::string_view term) { return term.substr(0, prefix.size()); };
    const std::uint32_t begin = first_not([&](std::string_view term) { return head(term) < prefix; }, reader);
    return {begin, first_not([&](std::string_view term) { return head(term) <= prefix; }, reader)};
}

void TermReader::begin_block(std::uint32_t number)
{
    const Dictionary::Block block = dictionary_.block(number);
    at_ = block.entries();
    end_ = block.end;
    number_ = number * block_terms;
    read_entry();
}

std::uint32_t TermReader::first_without(std::string_view beginning, NumberRange terms)
{
    const std::uint32_t next_block = (terms.begin + block_terms - 1) / block_terms;
    const auto walk = [&](std::uint32_t end) {
        at(terms.begin - 1);
        for (; terms.begin < end; ++terms.begin) {
            at(terms.begin);
            if (shared_ < beginning.size()) // with one that begins so
                return true;
        }
        return false;
    };
    if (walk(std::min(terms.end, next_block * block_terms)) || terms.begin == terms.end)
        return terms.begin;
    // Long and longer steps, until one is too long.
    const Beginning wanted(beginning);
    const auto shares = [&](std::uint32_t block) { return wanted.begins(dictionary_.first_term(block)); };
    const std::uint32_t blocks = (terms.end - 1) / block_terms + 1;
    std::uint32_t block = next_block;
    std::uint32_t step = 1;
    while (blocks - block > step && shares(block + step - 1)) {
        block += step;
        step *= 2;
    }
    const std::uint32_t behind =
        block + first_not(std::min(step, blocks - block),
                          [&](std::uint32_t further) { return shares(block + further); });
    if (behind == next_block)
        return terms.begin;
    terms.begin = (behind - 1) * block_terms + 1;
    walk(std::min(terms.end, behind * block_terms));
    return terms.begin;
}

void TermReader::read_long_entry()
{
    const std::uint8_t lengths = *at_++;
    shared_ = std::min(read_length(lengths >> 4U, at_), longest_term);
    const std::size_t length = std::min(read_length(lengths & 15U, at_), longest_term - shared_);
    std::memcpy(text_.data() + shared_, at_, length);
    size_ = shared_ + length;
    at_ += length;
}

} // namespace colophon::search
