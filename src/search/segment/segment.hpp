// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/dictionary.hpp"
#include "search/segment/layout.hpp"
#include "search/segment/postings.hpp"
#include "search/segment/record.hpp"
#include "search/segment/strings.hpp"
#include "search/segment/urn_table.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace colophon::search {

/// See segment_aids.hpp.
class SegmentAids;
std::shared_ptr<const SegmentAids> make_aids();

/// Some documents with everything that search knows of them. Never changes, so that any thread may read it;
/// which of its documents still count is kept outside.
class Segment {
public:
    /// What `view` points to lives as long as `owner`. `file` is the number of the file that it lies in; 0
    /// for none.
    Segment(const SegmentView& view, std::shared_ptr<const void> owner, std::uint64_t file = 0)
        : view_(view), strings_(view), dictionary_(view), owner_(std::move(owner)), file_(file)
    {
    }
    static std::shared_ptr<const Segment> own(SegmentArrays arrays);

    const SegmentView& view() const { return view_; }
    /// What is derived from the segment and shared by all that read it.
    const SegmentAids& aids() const { return *aids_; }
    std::size_t bytes() const;
    std::uint64_t file() const { return file_; }

    // Documents are numbered in the order of their URNs.
    std::uint32_t documents() const { return static_cast<std::uint32_t>(view_.updated.size()); }
    std::optional<std::uint32_t> find(std::string_view urn) const { return find(HashedUrn(urn)); }
    std::optional<std::uint32_t> find(const HashedUrn& urn) const;
    std::uint32_t lower_bound(std::string_view urn) const;
    std::string urn(std::uint32_t document) const;
    const std::uint8_t* record(std::uint32_t document) const
    {
        return view_.records.data() + view_.record_offsets[document];
    }
    SearchDocument document(std::uint32_t number) const;
    /// Fills in what hits and whole documents have in common. `stored` is the record of that number.
    template <class Target> void read_members(std::uint32_t number, const Record& stored, Target& out) const
    {
        const auto text = [&](Member member) { return string(stored[member]); };
        out.urn = text(Member::urn);
        out.type = text(Member::type);
        out.name = text(Member::name);
        out.qualified_name = text(Member::qualified_name);
        out.platform = text(Member::platform);
        out.env = text(Member::env);
        out.sub_type = text(Member::sub_type);
        out.description = text(Member::description);
        out.removed = removed(number);
        out.deprecated = deprecated(number);
        out.updated_ms = view_.updated[number];
        out.usage = view_.usage[number];
        out.downstream = view_.downstream[number];
    }
    const Strings& strings() const { return strings_; }
    std::string string(std::uint32_t number) const { return strings_[number]; }
    bool removed(std::uint32_t document) const { return has_bit(view_.removed, document); }
    bool deprecated(std::uint32_t document) const { return has_bit(view_.deprecated, document); }
    std::int64_t number(Number number, std::uint32_t document) const;

    std::uint32_t terms() const { return dictionary_.size(); }
    /// For one term. Who reads several has a TermReader.
    std::string term(std::uint32_t number) const { return std::string(read_terms().at(number)); }
    TermReader read_terms() const { return TermReader(dictionary_); }
    std::optional<std::uint32_t> find_term(std::string_view term) const { return dictionary_.find(term); }
    /// The first term that is not before `text`.
    std::uint32_t lower_bound_term(std::string_view text) const { return dictionary_.lower_bound(text); }
    NumberRange terms_with_prefix(std::string_view prefix) const { return dictionary_.with_prefix(prefix); }
    PostingCursor postings(std::uint32_t term) const
    {
        return {view_.postings.data() + dictionary_.postings(term), view_.payloads.data()};
    }
    PostingList posting_list(std::uint32_t term) const
    {
        return {view_.postings.data() + dictionary_.postings(term), view_.payloads.data()};
    }
    /// Reads nothing where the term has no positions.
    PositionCursor positions(std::uint32_t term) const
    {
        const std::optional<std::uint32_t> begin = dictionary_.positions(term);
        return {begin ? view_.positions.data() + *begin : nullptr, posting_list(term).count()};
    }

    std::uint32_t values() const { return static_cast<std::uint32_t>(view_.value_offsets.size() - 1); }
    Facet value_facet(std::uint32_t ordinal) const
    {
        return static_cast<Facet>(view_.value_bytes[view_.value_offsets[ordinal]]);
    }
    std::string_view value(std::uint32_t ordinal) const { return marked_value(ordinal).substr(1); }
    std::string_view marked_value(std::uint32_t ordinal) const
    {
        return {view_.value_bytes.data() + view_.value_offsets[ordinal],
                view_.value_offsets[ordinal + 1] - view_.value_offsets[ordinal]};
    }
    std::optional<std::uint32_t> find_value(Facet facet, std::string_view value) const;
    NumberRange values_of_facet(Facet facet) const;
    DocumentCursor documents_with_value(std::uint32_t ordinal) const
    {
        return DocumentCursor(view_.value_lists.data() + view_.value_list_offsets[ordinal]);
    }
    DocumentList value_list(std::uint32_t ordinal) const
    {
        return DocumentList(view_.value_lists.data() + view_.value_list_offsets[ordinal]);
    }
    /// The documents whose joined qualified name has this hash.
    std::span<const std::uint32_t> qualified(std::uint32_t hash) const;

    // Facet counts that are known beforehand, by their place; that of all documents is the first.
    std::optional<std::size_t> known_counts_of_term(std::uint32_t term) const;
    std::optional<std::size_t> known_counts_of_value(std::uint32_t ordinal) const;
    std::span<const std::uint8_t> known_counts(std::size_t place) const
    {
        return view_.known_counts.subspan(view_.known_offsets[place],
                                          view_.known_offsets[place + 1] - view_.known_offsets[place]);
    }

private:
    static bool has_bit(std::span<const std::uint64_t> bits, std::uint32_t document)
    {
        return (bits[document / 64] >> (document % 64) & 1U) != 0;
    }

    SegmentView view_;
    Strings strings_;
    Dictionary dictionary_;
    std::shared_ptr<const void> owner_;
    std::uint64_t file_;
    std::shared_ptr<const SegmentAids> aids_ = make_aids();
};

/// A value as segments order it: the facet first.
std::string mark_value(Facet facet, std::string_view value);

} // namespace colophon::search
