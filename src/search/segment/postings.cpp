// SPDX-License-Identifier: Apache-2.0
#include "search/segment/postings.hpp"

#include <algorithm>
#include <utility>

namespace colophon::search {

namespace {

void append_short(std::vector<std::uint8_t>& out, std::span<const Posting> postings, PayloadTable& payloads)
{
    append_varint(out, static_cast<std::uint32_t>(postings.size()));
    std::uint32_t before = ~std::uint32_t{0};
    for (const Posting& posting : postings) {
        append_varint(out, posting.document - before - 1);
        append_varint(out, payloads.number(posting.payload));
        before = posting.document;
    }
}

/// The different payloads of a list, found without sorting all of them: they are few.
class DistinctPayloads {
public:
    explicit DistinctPayloads(std::span<const Posting> postings)
    {
        for (const Posting& posting : postings)
            arrivals_.push_back(number(posting.payload));
        sorted_ = payloads_;
        std::sort(sorted_.begin(), sorted_.end());
        for (const std::uint32_t payload : payloads_)
            places_.push_back(static_cast<std::uint32_t>(
                std::lower_bound(sorted_.begin(), sorted_.end(), payload) - sorted_.begin()));
    }

    const std::vector<std::uint32_t>& sorted() const { return sorted_; }

    template <class Place> void append_places(std::vector<std::uint8_t>& out) const
    {
        for (const std::uint32_t arrival : arrivals_)
            append_raw(out, static_cast<Place>(places_[arrival]));
    }

private:
    std::uint32_t number(std::uint32_t payload)
    {
        std::size_t slot = payload * std::size_t{0x9E3779B1U} >> 16U;
        const auto is_other = [&] { return payloads_[slots_[slot] - 1] != payload; };
        for (slot &= slots_.size() - 1; slots_[slot] != 0 && is_other();)
            slot = (slot + 1) & (slots_.size() - 1);
        if (slots_[slot] != 0)
            return slots_[slot] - 1;
        payloads_.push_back(payload);
        slots_[slot] = static_cast<std::uint32_t>(payloads_.size());
        if (payloads_.size() * 2 > slots_.size())
            grow();
        return static_cast<std::uint32_t>(payloads_.size() - 1);
    }

    void grow()
    {
        const std::vector<std::uint32_t> payloads = std::exchange(payloads_, {});
        slots_.assign(slots_.size() * 2, 0);
        for (const std::uint32_t payload : payloads)
            number(payload);
    }

    std::vector<std::uint32_t> payloads_, sorted_, places_; ///< by arrival, by size, from one to the other
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(512); ///< a number and one, 0 where free
    std::vector<std::uint32_t> arrivals_;                                ///< of every posting
};

void append_long(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    std::vector<std::uint32_t> documents;
    documents.reserve(postings.size());
    for (const Posting& posting : postings)
        documents.push_back(posting.document);
    append_list_head(out, documents);
    const DistinctPayloads payloads(postings);
    const std::size_t count = payloads.sorted().size();
    const std::uint8_t bytes = count <= 1U << 8U ? 1 : count <= 1U << 16U ? 2 : 4;
    out.push_back(bytes);
    append_varint(out, static_cast<std::uint32_t>(count));
    append_raw(out, std::span<const std::uint32_t>(payloads.sorted()));
    switch (bytes) {
    case 1:
        payloads.append_places<std::uint8_t>(out);
        return;
    case 2:
        payloads.append_places<std::uint16_t>(out);
        return;
    default:
        payloads.append_places<std::uint32_t>(out);
    }
}

} // namespace

void append_postings(std::vector<std::uint8_t>& out, std::span<const Posting> postings,
                     PayloadTable& payloads)
{
    if (postings.size() <= longest_short_list)
        append_short(out, postings, payloads);
    else
        append_long(out, postings);
}

void append_positions(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    const auto has_none = [](const Posting& posting) {
        return posting.positions.empty() || posting.positions.front() == coded_no_position;
    };
    if (std::all_of(postings.begin(), postings.end(), has_none))
        return;
    std::uint32_t offset = 0;
    for (std::size_t i = 0; i < postings.size(); ++i) {
        if (i > 0 && i % position_group == 0)
            append_raw(out, offset);
        offset += static_cast<std::uint32_t>(std::max<std::size_t>(1, postings[i].positions.size()));
    }
    for (const Posting& posting : postings)
        out.push_back(position_marks(posting.positions));
    for (const Posting& posting : postings)
        if (posting.positions.empty())
            out.push_back(coded_no_position);
        else
            out.insert(out.end(), posting.positions.begin(), posting.positions.end());
}

} // namespace colophon::search
