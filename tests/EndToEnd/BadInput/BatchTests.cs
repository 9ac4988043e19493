using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Testing.Answers;

namespace EndToEnd.BadInput;

/// <summary>Batches in which something is wrong: every event is answered by itself.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartAsync();
        _slug = await _app.BeginPilotAsync();
        _code = (await _app.Pilot.AddPartnersAsync(_slug, 1))[0].Code;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_event_that_cannot_be_read_does_not_refuse_the_others()
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);
        (string Event, string? Id, string? Pointer)[] sent =
        [
            (Sale("good-1"), "good-1", null),
            ($$"""{"type": "sale", "event_id": "deep", "metadata": {"a": {{deep}} } }""", "deep", "/metadata/a"),
            (deep, null, ""),
            ("""{"event_id": "twice", "type": "sale", "amount": 1, "amount": 2}""", "twice", "/amount"),
            ("""{"type": "sale", "event_id": "\ud800"}""", null, "/event_id"),
            (
                Sale("half")
                    .Replace(
                        "\"type\"",
                        "\"metadata\": {\"seats\": {\"a\": \"\\ud800\"} }, \"type\"",
                        StringComparison.Ordinal
                    ),
                "half",
                "/metadata/seats/a"
            ),
            ("""{"type": "sale", "event_id": "unknown", "surprise": 1}""", "unknown", "/surprise"),
            ("""{"type": "sale", "event_id": "amount", "amount": "12"}""", "amount", "/amount"),
            ("""{"type": "click", "event_id": "code", "code": "nobody"}""", "code", "/code"),
            ("7", null, ""),
            (Sale("good-2"), "good-2", null),
        ];
        var (status, body) = await _app.TryPostAsync(
            Address,
            $$"""{"events": [{{string.Join(", ", sent.Select(pair => pair.Event))}}]}"""
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        var batch = body.As<BatchJson>();
        Assert.Equal(2, batch.Accepted);
        Assert.Equal(
            sent.Select(item => (item.Id, Status: item.Pointer is null ? "accepted" : "rejected", item.Pointer)),
            batch.Results.Select(result => (result.EventId, result.Status, PointerOf(result)))
        );
        Assert.DoesNotContain("System.", body.GetRawText());
        Assert.DoesNotContain("EventBody", body.GetRawText());
        await _app.Running.WhenIdleAsync();
        Assert.Equal("applied", (await _app.Program(_slug).EventAsync("good-2")).Status);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/ndjson; charset=utf-8")]
    [InlineData("Application/JSONL")]
    public async Task A_line_that_is_no_JSON_is_told_by_its_number(string type)
    {
        var batch = await LinesAsync(type, $"\uFEFF{Sale("a")}\r\n\r\n{{\"event_id\": \"b\", \n{Sale("c")}");
        Assert.Equal(2, batch.Accepted);
        var wrong = batch.Results[1];
        Assert.Equal(("b", "rejected"), (wrong.EventId, wrong.Status));
        Assert.Contains("Line 3", wrong.Errors![""][0]);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task A_compressed_batch_is_read_and_one_of_another_coding_is_refused(string type)
    {
        var text = type == "application/json" ? $$"""{"events": [{{Sale("a")}}]}""" : Sale("a");
        using var sent = await SendAsync("gzip", Zipped(text));
        Assert.Equal(1, (await App.ReadAsync<BatchJson>(sent)).Accepted);

        using var refused = await SendAsync("zstd", Encoding.UTF8.GetBytes(text));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal("gzip, br, deflate", string.Join(", ", refused.Headers.GetValues("Accept-Encoding")));
        Assert.Contains("Content-Encoding", (await App.ReadProblemAsync(refused)).Detail, StringComparison.Ordinal);

        async Task<HttpResponseMessage> SendAsync(string coding, byte[] body)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            content.Headers.ContentEncoding.Add(coding);
            return await _app.Http.PostAsync(new Uri(Address, UriKind.Relative), content);
        }
    }

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    [Fact]
    public async Task A_batch_has_so_many_events_at_most()
    {
        var (list, _) = await _app.TryPostAsync(
            Address,
            $$"""{"events": [{{string.Join(',', Enumerable.Repeat("{}", 1_001))}}]}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, list);
        using var content = new StringContent(
            string.Concat(Enumerable.Repeat("{}\n", 10_001)),
            Encoding.UTF8,
            MediaTypeHeaderValue.Parse("application/x-ndjson")
        );
        using var lines = await _app.Http.PostAsync(new Uri(Address, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, lines.StatusCode);
    }

    [Fact]
    public async Task Clicks_are_answered_by_their_ids_each_time_the_same()
    {
        const string Named = "clk_";
        var batch =
            $$"""{"events": [{"type": "click", "event_id": "c1", "code": "{{_code}}"}, {"type": "click", "event_id": "c1", "code": "{{_code}}"}, {{Sale("s1").Replace("\"type\"", "\"click_id\": \"clk_mine\", \"type\"", StringComparison.Ordinal)}}]}""";
        var first = await _app.PostAsync(Address, batch);
        var results = first.As<BatchJson>().Results;
        var id = results[0].ClickId!;
        Assert.StartsWith(Named, id);
        Assert.Equal(id, results[1].ClickId);
        Assert.False(first.GetProperty("results")[2].TryGetProperty("click_id", out _));
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(id, (await _app.PostAsync<BatchJson>(Address, batch)).Results[0].ClickId);
        Assert.Equal(
            id,
            (
                await _app.PostAsync<EventResultJson>(
                    $"/api/programs/{_slug}/track/click",
                    $$"""{"event_id": "c1", "code": "{{_code}}"}"""
                )
            ).ClickId
        );
    }

    private string Address => $"/api/programs/{_slug}/track/batch";

    private async Task<BatchJson> LinesAsync(string type, string lines)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await _app.Http.PostAsync(new Uri(Address, UriKind.Relative), content);
        return await App.ReadAsync<BatchJson>(answer);
    }

    private string Sale(string id) =>
        $$"""{"type": "sale", "event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "cus_1"}, "amount": 1000, "currency": "USD", "code": "{{_code}}"}""";

    private static string? PointerOf(EventResultJson result) =>
        result.Errors is null ? null : Assert.Single(result.Errors.Keys);
}
