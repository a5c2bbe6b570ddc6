// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_builder.hpp"

#include "search/segment/segment_writer.hpp"
#include "search/segment/term_collector.hpp"

#include <algorithm>
#include <numeric>

namespace colophon::search {

namespace {

/// The values of a batch: their marked texts numbered by arrival, then ranked.
class ValueRanks {
public:
    explicit ValueRanks(std::span<const SearchDocument* const> documents)
    {
        for (const SearchDocument* document : documents)
            for (const SearchDocument::Value& value : document->values)
                arrivals_.push_back(pool_.intern(mark_value(value.facet, value.value)));
        order_.resize(pool_.size());
        std::iota(order_.begin(), order_.end(), 0U);
        std::sort(order_.begin(), order_.end(),
                  [this](std::uint32_t a, std::uint32_t b) { return pool_[a] < pool_[b]; });
        ranks_.resize(order_.size());
        for (std::uint32_t rank = 0; rank < order_.size(); ++rank)
            ranks_[order_[rank]] = rank;
    }

    void write(SegmentWriter& out) const
    {
        for (const std::uint32_t id : order_)
            out.add_value(pool_[id]);
    }

    /// The ordinals of all values of all documents, one after the other.
    std::uint32_t next() { return ranks_[arrivals_[taken_++]]; }

private:
    StringPool pool_;
    std::vector<std::uint32_t> arrivals_, order_, ranks_;
    std::size_t taken_ = 0;
};

Record make_record(const SearchDocument& document, ValueRanks& values, SegmentWriter& out)
{
    Record record;
    // In the order of Member.
    const std::array<const std::string*, member_count> members = {
        &document.urn,      &document.type, &document.name,     &document.qualified_name,
        &document.platform, &document.env,  &document.sub_type, &document.description};
    std::transform(members.begin(), members.end(), record.members.begin(),
                   [&out](const std::string* text) { return out.string(*text); });
    for (const SearchDocument::Text& text : document.texts)
        record.texts.push_back({text.field, out.string(text.text)});
    for (std::size_t i = 0; i < document.values.size(); ++i)
        record.values.push_back(values.next());
    return record;
}

} // namespace

std::shared_ptr<const Segment> build_segment(std::span<const SearchDocument* const> documents)
{
    SegmentWriter out;
    ValueRanks values(documents);
    values.write(out);
    TermCollector terms;
    for (const SearchDocument* document : documents) {
        const DocumentFacts facts = terms.add(*document);
        out.add_document(make_record(*document, values, out), facts);
    }
    terms.write(out);
    return out.finish();
}

} // namespace colophon::search
