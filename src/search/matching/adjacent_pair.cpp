// SPDX-License-Identifier: Apache-2.0
#include "search/matching/adjacent_pair.hpp"

#include <utility>

namespace colophon::search {

namespace {

/// Steps through coded positions.
class Steps {
public:
    explicit Steps(CodedPositions coded) : at_(coded.data()), more_(!coded.empty()) { next(); }

    bool done() const { return done_; }
    std::uint32_t position() const { return position_; }
    void next()
    {
        done_ = !more_;
        if (done_)
            return;
        const std::uint32_t step = read_varint(at_);
        position_ += step >> 1U;
        more_ = (step & 1U) != 0;
    }

private:
    const std::uint8_t* at_;
    bool more_;
    bool done_ = false;
    std::uint32_t position_ = 0;
};

/// One position in one byte: most postings have no more.
bool is_single(CodedPositions coded)
{
    return coded.size() == 1;
}

bool are_adjacent(CodedPositions first, CodedPositions second, std::uint32_t distance)
{
    if (is_single(first) && is_single(second))
        return first[0] != coded_no_position && second[0] == first[0] + 2 * distance;
    Steps behind(second);
    for (Steps before(first); !before.done(); before.next()) {
        if (before.position() == 0)
            continue; // stands there, but not as a word of its own
        const std::uint32_t wanted = before.position() + distance;
        while (!behind.done() && behind.position() < wanted)
            behind.next();
        if (behind.done())
            return false;
        if (behind.position() == wanted)
            return true;
    }
    return false;
}

} // namespace

AdjacentPair::Reader::Reader(const Segment& segment, std::uint32_t term)
    : list_(segment.posting_list(term)), positions_(segment.positions(term))
{
}

void AdjacentPair::Reader::open_chunk(std::uint32_t chunk, const DocumentSet& documents)
{
    documents_.resize(chunk_documents);
    postings_.resize(chunk_documents);
    count_ = 0;
    const std::uint32_t base = chunk * chunk_documents;
    const auto take = [&](std::uint32_t document, std::uint32_t posting) {
        documents_[count_] = document; // overwritten by the next where it is not wanted, without a branch
        postings_[count_] = posting;
        count_ += documents.contains(document) ? 1 : 0;
    };
    if (!list_.is_long()) {
        std::uint32_t posting = 0;
        list_.each_of_short([&](std::uint32_t document, std::uint32_t) {
            if (document / chunk_documents == chunk)
                take(document, posting);
            ++posting;
        });
        return;
    }
    if (chunk >= list_.documents().chunks())
        return;
    const std::uint32_t count = list_.documents().chunk_count(chunk);
    std::uint32_t posting = std::exchange(first_posting_, first_posting_ + count);
    each_in(list_.documents().container(chunk), count,
            [&](std::uint32_t low) { take(base + low, posting++); });
}

AdjacentPair::AdjacentPair(const Segment& segment, std::uint32_t first, std::uint32_t second,
                           std::uint32_t distance)
    : first_(segment, first), second_(segment, second), distance_(distance)
{
}

void AdjacentPair::match(DocumentSet& documents)
{
    const std::size_t words = documents.words().size();
    for (std::uint32_t chunk = 0; std::size_t{chunk} * chunk_words < words; ++chunk) {
        first_.open_chunk(chunk, documents);
        second_.open_chunk(chunk, documents);
        for (std::size_t place = 0; place < first_.documents().size(); ++place)
            if (!may_stand_apart(first_.marks(place), second_.marks(place), distance_) ||
                !are_adjacent(first_.positions(place), second_.positions(place), distance_))
                documents.erase(first_.documents()[place]);
    }
}

} // namespace colophon::search
