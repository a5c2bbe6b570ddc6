// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_file.hpp"

#include "search/array_file.hpp"
#include "search/segment/bounds.hpp"
#include "search/segment/dictionary.hpp"
#include "search/segment/hash.hpp"
#include "search/segment/value_sets.hpp"

#include <utf8proc.h>

namespace colophon::search {

namespace {

// To be raised whenever the layout, the analysis or the impacts change.
constexpr std::uint64_t format = 8;
constexpr std::string_view magic = "COLOFIND";

/// Whether every array is as long as the others say.
bool is_consistent(const SegmentView& view)
{
    const std::size_t documents = view.updated.size();
    const std::size_t words = (documents + 63) / 64;
    return Strings::is_consistent(view) && view.record_offsets.size() == documents + 1 &&
           view.name_keys.size() == documents && view.usage.size() == documents &&
           view.downstream.size() == documents && view.columns.size() == documents &&
           view.qualities.size() == documents && view.qualified_hashes.size() <= documents &&
           view.qualified_documents.size() == view.qualified_hashes.size() && view.removed.size() == words &&
           view.deprecated.size() == words && view.urn_table.size() > documents &&
           Dictionary::is_consistent(view) && view.value_offsets.size() > 0 &&
           view.value_list_offsets.size() == view.value_offsets.size() && are_complete_sets(view) &&
           view.known_offsets.size() == view.known_terms.size() + view.known_values.size() + 2;
}

} // namespace

std::uint64_t format_mark()
{
    return stable_hash(utf8proc_unicode_version(), stable_hash(magic, format));
}

void write_segment(const Segment& segment, const std::filesystem::path& file)
{
    CheckedWriter out(file);
    write_number(out, format_mark());
    SegmentView::each(segment.view(), [&out](const auto& array) { write_array(out, array); });
    out.commit();
}

Result<std::shared_ptr<const Segment>> map_segment(const std::filesystem::path& file, std::uint64_t number)
{
    Result<std::shared_ptr<const MappedFile>> mapped = map_checked(file);
    if (!mapped)
        return tl::unexpected<Error>(std::move(mapped).error());
    ArrayReader in((*mapped)->content());
    if (in.number() != format_mark())
        return failure(Errc::invalid_argument, "index of another format: " + file.string());
    SegmentView view;
    SegmentView::each(view, [&in]<class T>(std::span<const T>& array) { array = in.read<T>(); });
    if (in.failed() || !in.at_end() || !is_consistent(view) || !stays_within(view))
        return failure(Errc::invalid_argument, "damaged index: " + file.string());
    return std::make_shared<const Segment>(view, std::move(*mapped), number);
}

} // namespace colophon::search
