// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_file.hpp"

#include "search/checked_file.hpp"
#include "search/segment/hash.hpp"
#include "search/segment/value_sets.hpp"

#include <cstring>
#include <utf8proc.h>

namespace colophon::search {

namespace {

// To be raised whenever the layout, the analysis or the impacts change.
constexpr std::uint64_t format = 3;
constexpr std::string_view magic = "COLOFIND";

/// What must be the same for a snapshot to be of use.
std::uint64_t format_mark()
{
    return stable_hash(utf8proc_unicode_version(), stable_hash(magic, format));
}

/// Arrays are preceded by their length and padded, so that each of them is aligned.
template <class T> void write_array(CheckedWriter& out, std::span<const T> array)
{
    const std::uint64_t count = array.size();
    out.write(std::as_bytes(std::span(&count, 1)));
    out.write(std::as_bytes(array));
    constexpr std::array<std::byte, 8> zeros{};
    out.write(std::span(zeros).first((8 - array.size_bytes() % 8) % 8));
}

/// Takes arrays from a file that was checked; empty and failed() where they do not fit.
class ArrayReader {
public:
    explicit ArrayReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T> std::span<const T> read()
    {
        const std::uint64_t count = number();
        if (count > bytes_.size() / sizeof(T)) {
            failed_ = true;
            return {};
        }
        const std::span<const T> array(reinterpret_cast<const T*>(bytes_.data()), count);
        bytes_ = bytes_.subspan(std::min<std::size_t>(bytes_.size(), (array.size_bytes() + 7) / 8 * 8));
        return array;
    }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        if (bytes_.size() < sizeof value) {
            failed_ = true;
            return 0;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_ = bytes_.subspan(sizeof value);
        return value;
    }

    bool failed() const { return failed_; }
    bool at_end() const { return bytes_.empty(); }

private:
    std::span<const std::byte> bytes_;
    bool failed_ = false;
};

bool is_consistent(const SegmentView& view)
{
    const std::size_t documents = view.updated.size();
    const std::size_t words = (documents + 63) / 64;
    return view.string_offsets.size() > 0 && view.record_offsets.size() == documents + 1 &&
           view.name_keys.size() == documents && view.usage.size() == documents &&
           view.downstream.size() == documents && view.columns.size() == documents &&
           view.qualities.size() == documents && view.qualified_hashes.size() <= documents &&
           view.qualified_documents.size() == view.qualified_hashes.size() && view.removed.size() == words &&
           view.deprecated.size() == words && view.urn_table.size() > documents &&
           view.term_offsets.size() > 0 && view.posting_offsets.size() == view.term_offsets.size() &&
           view.position_offsets.size() == view.term_offsets.size() && view.value_offsets.size() > 0 &&
           view.value_list_offsets.size() == view.value_offsets.size() &&
           view.set_begins.size() == set_groups + 1 &&
           view.set_offsets.size() == view.set_begins.back() + std::size_t{1} &&
           view.document_sets.size() == documents * set_groups;
}

std::optional<Part> read_part(ArrayReader& in, const std::shared_ptr<const CheckedBytes>& owner)
{
    SegmentView view;
    SegmentView::each(view, [&in]<class T>(std::span<const T>& array) { array = in.read<T>(); });
    const std::span<const std::uint64_t> dead = in.read<std::uint64_t>();
    const std::uint64_t living = in.number();
    if (in.failed() || !is_consistent(view) || dead.size() != view.removed.size())
        return std::nullopt;
    return Part{std::make_shared<const Segment>(view, owner),
                std::make_shared<const DeadDocuments>(dead.begin(), dead.end()),
                static_cast<std::uint32_t>(living), nullptr};
}

void write_number(CheckedWriter& out, std::uint64_t number)
{
    out.write(std::as_bytes(std::span(&number, 1)));
}

} // namespace

void save_snapshot(const Snapshot& snapshot, const std::filesystem::path& file)
{
    CheckedWriter out(file);
    write_number(out, format_mark());
    write_number(out, snapshot.position);
    write_number(out, snapshot.parts.size());
    for (const Part& part : snapshot.parts) {
        SegmentView::each(part.segment->view(), [&out](const auto& array) { write_array(out, array); });
        write_array(out, std::span<const std::uint64_t>(*part.dead));
        write_number(out, part.living);
    }
    out.commit();
}

Result<Snapshot> load_snapshot(const std::filesystem::path& file)
{
    Result<std::shared_ptr<const CheckedBytes>> bytes = read_checked(file);
    if (!bytes)
        return tl::unexpected<Error>(std::move(bytes).error());
    ArrayReader in((*bytes)->content());
    if (in.number() != format_mark())
        return failure(Errc::invalid_argument, "snapshot of another format: " + file.string());
    Snapshot snapshot;
    snapshot.position = in.number();
    const std::uint64_t parts = in.number();
    for (std::uint64_t i = 0; i < parts && !in.failed(); ++i) {
        std::optional<Part> part = read_part(in, *bytes);
        if (!part)
            return failure(Errc::invalid_argument, "damaged snapshot: " + file.string());
        snapshot.parts.push_back(std::move(*part));
    }
    if (in.failed() || !in.at_end())
        return failure(Errc::invalid_argument, "damaged snapshot: " + file.string());
    return snapshot;
}

} // namespace colophon::search
