// SPDX-License-Identifier: Apache-2.0
#include "ingest/line_splitter.hpp"

#include <colophon/error.hpp>

namespace colophon::ingest {

void LineSplitter::feed(std::string_view bytes, const Visit& visit)
{
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
        const std::string_view piece = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        ++number_;
        check(rest_.size() + piece.size());
        if (rest_.empty()) {
            visit(piece);
            continue;
        }
        rest_ += piece;
        visit(rest_);
        rest_.clear();
    }
    check(rest_.size() + bytes.size());
    rest_ += bytes;
}

void LineSplitter::check(std::size_t size) const
{
    if (size > longest_)
        throw Error(Errc::too_large, "a line is over the limit of " + std::to_string(longest_) +
                                         " bytes: line " + std::to_string(number_));
}

} // namespace colophon::ingest
