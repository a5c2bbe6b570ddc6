// SPDX-License-Identifier: Apache-2.0
#include "search/segment/document_list.hpp"

namespace colophon::search {

void DocumentList::unite_into(std::span<std::uint64_t> words) const
{
    for (std::uint32_t chunk = 0; chunk < chunks_; ++chunk) {
        const std::uint32_t count = chunk_count(chunk);
        const std::uint8_t* const from = container(chunk);
        const std::span<std::uint64_t> to = words.subspan(std::size_t{chunk} * chunk_words);
        if (container_for(count) == Container::bits) {
            const std::size_t length = std::min<std::size_t>(chunk_words, to.size());
            for (std::size_t i = 0; i < length; ++i)
                to[i] |= load<std::uint64_t>(from + i * sizeof(std::uint64_t));
        } else {
            each_in(from, count, [to](std::uint32_t document) {
                to[document / 64] |= std::uint64_t{1} << (document % 64);
            });
        }
    }
}

void append_list_head(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents)
{
    append_varint(out, static_cast<std::uint32_t>(documents.size()));
    if (documents.size() <= longest_short_list)
        return;
    std::vector<std::uint8_t> containers;
    std::vector<std::uint32_t> table;
    std::vector<std::uint16_t> members;
    for (std::size_t i = 0; i < documents.size();) {
        const std::size_t chunk = documents[i] / chunk_documents;
        table.resize(2 * chunk, 0); // chunks between without documents
        members.clear();
        for (; i < documents.size() && documents[i] / chunk_documents == chunk; ++i)
            members.push_back(static_cast<std::uint16_t>(documents[i] % chunk_documents));
        table.push_back(static_cast<std::uint32_t>(members.size()));
        table.push_back(static_cast<std::uint32_t>(containers.size()));
        append_container(containers, members);
    }
    append_raw(out, static_cast<std::uint32_t>(containers.size()));
    append_varint(out, static_cast<std::uint32_t>(table.size() / 2));
    append_raw(out, std::span<const std::uint32_t>(table));
    out.insert(out.end(), containers.begin(), containers.end());
}

void append_documents(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents)
{
    append_list_head(out, documents);
    if (documents.size() > longest_short_list)
        return;
    std::uint32_t before = ~std::uint32_t{0};
    for (const std::uint32_t document : documents) {
        append_varint(out, document - before - 1);
        before = document;
    }
}

} // namespace colophon::search
