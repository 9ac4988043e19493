using Xunit;

namespace Testing;

/// <summary>
/// Storage for tests: as a class fixture it hands out accounts at once, since Azurite runs before the first test does.
/// See
/// <see cref="Azurite"/>.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Func<string>? take;

    public async Task InitializeAsync() => take = await Azurite.StartAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>An account that no other test has.</summary>
    /// <returns>Its connection string.</returns>
    public string TakeAccount() =>
        take?.Invoke() ?? throw new InvalidOperationException("Take the fixture as a class fixture of the test.");
}
