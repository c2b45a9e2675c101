-- What wrk asks for: short answers, and now and then one that takes 2 s. With the argument close each request has a connection of its own. In the end one line: requests, and failures by sort.
local close = false
local count = 0

function init(args)
    close = args[1] == "close"
    math.randomseed(tonumber(args[2] or 1))
end

function request()
    count = count + 1
    local path = math.random(1500) == 1 and "/slow" or "/"
    return wrk.format("GET", path, close and { ["Connection"] = "close" } or nil)
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("COUNTED %d %d %d %d %d %d\n",
        summary.requests, errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
