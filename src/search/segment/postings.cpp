// SPDX-License-Identifier: Apache-2.0
#include "search/segment/postings.hpp"

namespace colophon::search {

std::uint32_t PayloadTable::number(std::uint32_t packed)
{
    const auto [found, is_new] = numbers_.try_emplace(packed, static_cast<std::uint32_t>(payloads_.size()));
    if (is_new)
        payloads_.push_back(packed);
    return found->second;
}

void append_postings(std::vector<std::uint8_t>& out, std::span<const Posting> postings,
                     PayloadTable& payloads)
{
    append_varint(out, static_cast<std::uint32_t>(postings.size()));
    std::uint32_t before = ~std::uint32_t{0};
    for (const Posting& posting : postings) {
        append_varint(out, posting.document - before - 1);
        append_varint(out, payloads.number(posting.payload));
        before = posting.document;
    }
}

void append_documents(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents)
{
    append_varint(out, static_cast<std::uint32_t>(documents.size()));
    std::uint32_t before = ~std::uint32_t{0};
    for (const std::uint32_t document : documents) {
        append_varint(out, document - before - 1);
        before = document;
    }
}

} // namespace colophon::search
