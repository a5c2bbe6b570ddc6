// SPDX-License-Identifier: Apache-2.0
#include "search/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace colophon::search {

void run_parallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr problem;
    const auto take_turns = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                problem = std::current_exception();
            }
    };
    {
        std::vector<std::jthread> others;
        const std::size_t threads = std::min<std::size_t>(count, std::thread::hardware_concurrency());
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back(take_turns);
        take_turns();
    }
    if (problem)
        std::rethrow_exception(problem);
}

} // namespace colophon::search
