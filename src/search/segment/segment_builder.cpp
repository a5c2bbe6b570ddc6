// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_builder.hpp"

#include "search/segment/segment_writer.hpp"
#include "search/segment/term_collector.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// The values of a batch: their marked texts numbered by arrival, then ranked.
class ValueRanks {
public:
    explicit ValueRanks(std::span<const SearchDocument* const> documents)
    {
        std::string marked;
        for (const SearchDocument* document : documents)
            for (const SearchDocument::Value& value : document->values) {
                marked.assign(1, static_cast<char>(value.facet));
                marked += value.value;
                arrivals_.push_back(pool_.intern(marked));
            }
        order_ = pool_.in_order();
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

/// Makes the records of documents. Keeps its buffers between them.
class RecordMaker {
public:
    RecordMaker(ValueRanks& values, SegmentWriter& out) : values_(values), out_(out) {}

    const Record& make(const SearchDocument& document)
    {
        // In the order of Member.
        texts_ = {document.urn,      document.type, document.name,     document.qualified_name,
                  document.platform, document.env,  document.sub_type, document.description};
        for (const SearchDocument::Text& text : document.texts)
            texts_.push_back(text.text);
        out_.strings(texts_, numbers_);
        std::copy_n(numbers_.begin(), member_count, record_.members.begin());
        record_.texts.clear();
        for (std::size_t i = 0; i < document.texts.size(); ++i)
            record_.texts.push_back({document.texts[i].field, numbers_[member_count + i]});
        record_.values.resize(document.values.size());
        for (std::uint32_t& value : record_.values)
            value = values_.next();
        return record_;
    }

private:
    ValueRanks& values_;
    SegmentWriter& out_;
    Record record_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint32_t> numbers_;
};

} // namespace

std::shared_ptr<const Segment> build_segment(std::span<const SearchDocument* const> documents)
{
    SegmentWriter out;
    ValueRanks values(documents);
    values.write(out);
    RecordMaker records(values, out);
    TermCollector terms;
    constexpr std::size_t sample = 64; // what these take, the others will take as well
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (i == sample)
            terms.expect(documents.size());
        const Record& record = records.make(*documents[i]);
        out.add_document(record, terms.add(*documents[i], record));
    }
    terms.write(out);
    return out.finish();
}

} // namespace colophon::search
