// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/dictionary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

/// Writes the terms of a segment in blocks, see Dictionary.
class DictionaryWriter {
public:
    /// Terms come in the order of their bytes, each once, and so do their places in the arrays.
    void add(std::string_view term, std::uint32_t postings, std::uint32_t positions);
    /// `positions`: where those of the last term end. To be called once, at the end.
    void finish(std::uint32_t positions, SegmentArrays& arrays);

private:
    void close_block(std::uint32_t positions);
    void append_entry(std::string_view term);

    std::uint32_t count_ = 0;
    std::vector<std::uint32_t> offsets_;
    std::vector<std::uint8_t> blocks_;
    // Of the block at hand.
    std::vector<std::uint32_t> postings_, positions_;
    std::vector<std::uint8_t> entries_;
    std::string before_; ///< the term before
};

} // namespace colophon::search
