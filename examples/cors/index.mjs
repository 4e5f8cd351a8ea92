const { service, allowed, refused } = await (await fetch('settings.json')).json();

for (const [id, text] of Object.entries({ service, allowed, refused })) document.getElementById(id).textContent = text;
document.getElementById('allowed-page').src = `${allowed}/client.html`;
document.getElementById('refused-page').src = `${refused}/client.html`;
