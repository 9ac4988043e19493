using EndToEnd.IncomingWebhooks;

namespace EndToEnd;

/// <summary>
/// One running program with one partner, for all tests that leave nothing behind that another test could notice.
/// </summary>
public sealed class SharedProgram : IAsyncLifetime
{
    internal const string Slug = "shared";

    internal App App { get; private set; } = null!;

    /// <summary>The partner's code.</summary>
    internal string Code { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await EndToEnd.App.StartInMemoryAsync(ProviderWebhookSender.Secrets(Slug));
        await App.BeginPilotAsync(Slug);
        Code = (await App.SignUpAsync(Slug)).Code;
    }

    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>The tests that use the program one after the other.</summary>
[CollectionDefinition(nameof(SharedProgram))]
public sealed class SharedProgramTests : ICollectionFixture<SharedProgram>;
